"""What `openregime check` looks for in a library, subject by subject; `io/library_checks.py` puts them together.

Each module takes what could be read and gives faults; none changes anything.
"""

from openregime.io.checks.faults import Fault, attempt, faults_of_problems

__all__ = ["Fault", "attempt", "faults_of_problems"]
