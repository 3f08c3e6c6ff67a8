"""Early warnings of an issue and of the forum, computed from what is on the record."""
