"""Who has the floor, and for how long."""
