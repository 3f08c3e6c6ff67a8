"""Discussions that took place elsewhere, brought onto the record to be read."""
