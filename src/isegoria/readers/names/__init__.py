"""Names as captioners and speakers give them: labels, offices, spellings, calls and thanks,
introductions.
"""
