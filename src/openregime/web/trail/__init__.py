"""The trail as it is stored: one entry per write and per decision to disclose, in a chain of hashes, never changed.

Other apps write to it with `actions.log`, inside the transaction of the act itself.
"""
