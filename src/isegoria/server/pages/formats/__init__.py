"""How each language writes days and hours: in one order of its own, and by 24 hours."""
