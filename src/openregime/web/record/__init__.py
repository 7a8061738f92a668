"""THE RECORD in the database: releases of the library, kept for ever, and the pages of sources and claims.

Views read through `queries.py` and `cross_references.py`; `actions.py` is the only place that writes.
"""
