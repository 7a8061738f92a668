"""Help in plain words: what a reading means, and what it does not."""
