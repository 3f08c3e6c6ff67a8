"""The library of process models, and the models that this forum uses."""
