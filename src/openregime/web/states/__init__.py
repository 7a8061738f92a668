"""One State: where it is weak on a day, why, on whose word, and what would meet it; and every claim about it."""
