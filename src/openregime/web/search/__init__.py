"""SEARCH: one index over States, instruments, provisions, measures, sources, statements, institutions and help.

The index is made from the record and the rules and can be made anew at any time; it holds no facts of its own.
"""
