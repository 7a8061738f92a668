"""The pure core: facts, rules, readings, repair.

No Django, no files, no network, no clock, no hidden randomness: dates and seeds come in as arguments.
"""
