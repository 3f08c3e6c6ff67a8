"""The code of conduct, moderation under it, appeals against that, and erasing what is personal."""
