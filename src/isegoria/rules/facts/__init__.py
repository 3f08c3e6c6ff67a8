"""What holds now: the facts of a process, its clocks, its counts, and whether a condition holds."""
