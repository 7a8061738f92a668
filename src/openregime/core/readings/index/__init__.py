"""Composite indices: a hierarchy of indicators as data, named steps, and results that keep gaps as intervals.

Pure: chance comes in as a seed. Nothing is filled, dropped or weighed by default; each choice is a step with a name.
"""
