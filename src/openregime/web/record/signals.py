"""What this app tells the others."""

from django.dispatch import Signal

library_loaded = Signal()
"""Sent inside the transaction of a load, and at every start that found nothing new. Argument: `release`, a ReleaseRow."""
