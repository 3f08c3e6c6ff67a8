"""The evidence of a consensus call: what a chair reads before a designation, and everybody after it."""
