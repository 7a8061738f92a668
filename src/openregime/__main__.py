"""`python -m openregime` is the command `openregime`."""

import sys

from openregime.cli import main

sys.exit(main())
