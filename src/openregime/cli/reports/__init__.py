"""What each command answers, put into sentences, tables and a tree: one module for each kind of question.

Nothing is printed here and nothing is decided: the readings come from the core, the printing is in `show`.
"""
