"""What needs others before it can be done: proposals with seconders, appeals with supporters; proxies."""
