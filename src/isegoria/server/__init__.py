"""Django: the only part that knows a database, HTTP, mail or a template."""
