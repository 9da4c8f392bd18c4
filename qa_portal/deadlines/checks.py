"""What the sweep looks for besides the ledger's own moments: each concept registers its check when it loads."""

from __future__ import annotations

from collections.abc import Callable

#: A check opens or stops clocks and gives how many; it is idempotent, bounded, and cheap when there is nothing.
Check = Callable[[], int]

_checks: dict[str, Check] = {}


def register_check(check: Check) -> Check:
    """Have the sweep run this each time; registering it twice counts once."""
    _checks[f"{check.__module__}.{check.__qualname__}"] = check
    return check


def checks() -> dict[str, Check]:
    """The registered checks by name; the sweep runs each in a transaction of its own."""
    return dict(_checks)
