"""What other apps and pages listen to."""

from django.dispatch import Signal

claim_approved = Signal()
"""Sent with `state`, inside the transaction, when a claim was approved: something more may be open to somebody."""
