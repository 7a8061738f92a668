"""What templates may call: `{% load openregime %}` gives all of it.

Formats in the reader's language, addresses that keep the moment read about, navigation. No reading is made here.
"""
