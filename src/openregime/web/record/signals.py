"""What this app tells the others."""

from django.dispatch import Signal

library_loaded = Signal()
"""Sent inside the transaction of a load, and when a start found nothing new. Argument: `release`, a ReleaseRow."""
