"""What would mend a State's chain: the plan of national measures over several instruments, and what-if scenarios."""
