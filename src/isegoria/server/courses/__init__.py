"""The course of a process: chunks in their stages, who holds which seat, who takes part. Every step is judged by the model."""
