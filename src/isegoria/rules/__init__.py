"""What a process allows: the model language, its checker, standing, clocks, gates, the engine and
rehearsals. Pure.
"""
