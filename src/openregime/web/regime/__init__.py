"""The regime as a whole: overview with map and weak-link list, all States, comparison of two days."""
