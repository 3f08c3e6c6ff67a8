"""Who does what for the forum: its secretariat, its moderators, who facilitates a process."""
