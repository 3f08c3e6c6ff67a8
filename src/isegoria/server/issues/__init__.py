"""Processes that this forum runs, and the issues that people propose in them."""
