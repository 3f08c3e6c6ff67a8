"""Who is in the room: those affected against those taking part, and whom somebody invited."""
