"""THE READINGS: what the claims amount to on a day: chain, weakest link, counts, changes, knowing.

Stands on facts and rules; knows nothing of plans, storage or pages. `core/observatory.py` asks it the usual questions.
"""
