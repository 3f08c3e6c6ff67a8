"""What is wrong with a set of rules, found before people suffer under it."""
