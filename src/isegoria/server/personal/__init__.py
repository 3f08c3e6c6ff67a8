"""What the forum keeps about one person, for that person."""
