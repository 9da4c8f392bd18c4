"""What a framework may not say although each of its words is known: procedures that contradict themselves.

Each check names the sections that it reads, and is made as soon as those are sound. It yields the path of what can't
stand, what is wrong with it, and what would be right.
"""

from . import audits, processes, time_limits, tools  # noqa: F401  (they register their checks)
from .checks import contradictions

__all__ = ["contradictions"]
