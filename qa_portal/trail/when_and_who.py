"""What a row says of a step: when, and who took it; both or neither."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q


def at_and_by(name: str, *verbs: str) -> list[CheckConstraint]:
    """The database's rule for each verb's ``…_at`` and ``…_by``, as ``<name>_<verb>_at_by``."""
    return [
        CheckConstraint(
            condition=Q(**{f"{verb}_at__isnull": True, f"{verb}_by__isnull": True})
            | Q(**{f"{verb}_at__isnull": False, f"{verb}_by__isnull": False}),
            name=f"{name}_{verb}_at_by",
        )
        for verb in verbs
    ]
