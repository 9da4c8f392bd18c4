"""The QAP: the IRO's quality assurance process, before any formal stage (MOS-01 to MOS-10, MOS-24)."""

from typing import ClassVar

from pydantic import Field

from qa_portal.deadlines.calendar import Duration
from qa_portal.frameworks.vocabulary import QapNext

from .part import CaseKindWord, Key, Part, QapNextWord, QapStartWord, RecipientWord, RoleWord, Words


class MayRaise(Part):
    """Who may raise a concern, and for which kinds of case (NEW-13)."""

    by: tuple[RoleWord, ...] = Field(min_length=1, description="The roles that may raise it.")
    for_kinds: tuple[CaseKindWord, ...] = Field(
        min_length=1, description="The kinds of case that they may raise it for."
    )
    own_records_only: bool = Field(
        default=True,
        description="Whether only for records whose reviewing officer or chair they are (or whose officer they cover).",
    )


class Raisers(Part):
    """Something that certain roles may raise for certain kinds of case.

    A procedure that doesn't have it says ``offered: false`` and nothing else; one that has it says all that
    ``needed_where_offered`` names.
    """

    needed_where_offered: ClassVar[tuple[str, ...]] = ("may_be_raised",)

    offered: bool = Field(
        default=True,
        description="Whether the procedure has it at all. Where it is false, nothing else need be said.",
    )
    may_be_raised: tuple[MayRaise, ...] = Field(
        default=(), description="Who may raise it, for which kinds of case: one entry for each pairing."
    )

    @property
    def raisers(self) -> frozenset[str]:
        """Every role that may raise it, for any kind of case."""
        return frozenset(role for rule in self.may_be_raised for role in rule.by)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of case that it may be raised for, by anyone."""
        return frozenset(kind for rule in self.may_be_raised for kind in rule.for_kinds)

    def rules_for(self, case_kind: str) -> tuple[MayRaise, ...]:
        """The entries that speak of this kind of case."""
        return tuple(rule for rule in self.may_be_raised if case_kind in rule.for_kinds)

    def raisers_for(self, case_kind: str) -> frozenset[str]:
        """The roles that may raise it for this kind of case; empty where nobody may."""
        return frozenset(role for rule in self.rules_for(case_kind) for role in rule.by)

    def may_raise(self, role: str, case_kind: str) -> bool:
        """Whether this role may raise it for this kind of case."""
        return role in self.raisers_for(case_kind)


class QapOutcome(Part):
    """A decision that the IRO can record, and what may follow it."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="Its words on screen.")
    next: tuple[QapNextWord, ...] = Field(
        min_length=1, description="The next actions that agree with it; any other is refused (MOS-24)."
    )


class QapPolicy(Raisers):
    """The quality assurance process."""

    needed_where_offered: ClassVar[tuple[str, ...]] = (
        *Raisers.needed_where_offered,
        "starts_from",
        "request_to",
        "answer_within",
        "outcomes",
    )

    starts_from: tuple[QapStartWord, ...] = Field(
        default=(), description="What it can start from (MOS-01, MOS-02)."
    )
    request_to: tuple[RecipientWord, ...] = Field(
        default=(), description="Who must be sent the request; the QAP can't move on without it (MOS-06)."
    )
    request_may_also_go_to: tuple[RecipientWord, ...] = Field(
        default=(), description="Who else may be sent it, as the IRO chooses."
    )
    answer_within: Duration | None = Field(
        default=None, description="How long they have to answer, from the moment it is sent."
    )
    outcomes: tuple[QapOutcome, ...] = Field(
        default=(), description="The IRO's decisions, and what may follow each."
    )
    proceed_to: tuple[int, ...] | None = Field(
        default=None,
        description="The levels of dispute that can be opened from a QAP, by number. Left out: any (MOS-10, LAW-01).",
    )

    def outcome(self, key: str) -> QapOutcome:
        """The outcome with this key. Raises KeyError."""
        return _by_key(self.outcomes, key)

    def next_steps(self, outcome_key: str) -> tuple[QapNext, ...]:
        """What may follow this decision (MOS-24). Raises KeyError."""
        return self.outcome(outcome_key).next


def _by_key(entries, key):
    for entry in entries:
        if entry.key == key:
            return entry
    raise KeyError(key)
