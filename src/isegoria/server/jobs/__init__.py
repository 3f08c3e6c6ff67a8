"""What runs by itself: clocks, reminders, mails, looking at large issues; and the worker that runs
it.
"""
