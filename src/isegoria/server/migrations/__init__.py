"""One history of migrations for all tables."""
