"""For those who run the forum: whether it is well, its figures, and a page for people."""
