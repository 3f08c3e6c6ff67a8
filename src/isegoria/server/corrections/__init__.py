"""What was wrong is put right by a further act, and what was begun by mistake is called off."""
