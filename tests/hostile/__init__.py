"""What somebody sends who means harm, or whose program does: R19 to R22. docs/security.md says what came of it.

HOSTILE=10000 is how many requests the fuzzing sends (200 without it) and turns everything else to its full size;
HOSTILE_SEED starts from another seed. `make hostile` runs all of it, on SQLite and on PostgreSQL.
"""

import os

#: How many requests the fuzzing sends.
REQUESTS = int(os.environ.get("HOSTILE", "200"))
#: Whether everything is tried with everything, as `make hostile` does.
IN_FULL = REQUESTS >= 5000
SEED = int(os.environ.get("HOSTILE_SEED", "20261122"))
