"""Isegoria: multi-stakeholder decision making, in the open, on the record."""
