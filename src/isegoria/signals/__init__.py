"""Early warnings over plain history: missing voices, dominance, exhaustion, gridlock, filibuster,
late capture, overdue.
"""
