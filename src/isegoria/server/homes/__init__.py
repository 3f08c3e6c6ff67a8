"""The home of a process: its rules, what runs, its calendar, what happens next."""
