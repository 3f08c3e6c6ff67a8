"""Organisations claim a page, and confirm who speaks for them."""
