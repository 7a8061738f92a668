"""The index pages: intervals instead of a league table, weights to drag, States side by side, anybody's own table."""
