"""Deriving from the record alone where an issue stands, and comparing it with what the pages show."""
