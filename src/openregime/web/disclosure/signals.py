"""What other apps listen to."""

from django.dispatch import Signal

item_ruled = Signal()
"""Sent with `item` (its id) and `now`, inside the transaction, when a ruling on one item was stored or ended: whoever
keeps the item gives it its profile anew, for from now on it is decided by itself."""
