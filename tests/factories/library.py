"""Examples of good practice, brought to each place by real steps: ``example_at("published", council)``."""

from __future__ import annotations

from typing import Any

from audits.actions import library
from audits.models import Audit, GoodPractice

from .audits_after import audit_after
from .people import Council

#: What nothing is to be taken out of.
CLEAN = (
    "The worker told a boy of primary school age in advance who would visit, and he was waiting at the door."
)


def example_at(
    state: str,
    council: Council,
    *,
    audit: Audit | None = None,
    title: str = "Told who comes",
    text: str = CLEAN,
) -> GoodPractice:
    """An example that is proposed, published, declined or withdrawn; proposed by the audit's reviewer."""
    audit = audit or audit_after("returned", council, grade="good")
    theme = audit.policy.themes[0].key
    example = library.propose_example(audit, by=audit.reviewer, title=title, text=text, theme=theme)
    keeper: Any = council.insights_manager
    if state == "declined":
        return library.decline_example(example, by=keeper, reason="It is what everybody does.")
    if state == "proposed":
        return example
    example = library.publish_example(example, by=keeper)
    if state == "withdrawn":
        return library.withdraw_example(example, by=keeper, reason="The family asked us to.")
    return example
