"""What people are told of the end of a record's keeping."""

from __future__ import annotations

from typing import Any

from qa_portal.outbox.actions import Notice, Recipient, tell
from qa_portal.people.directory import directory
from qa_portal.people.models import User

from .models import Certificate, Disposal
from .rules import may_sign_second, retention_for

PROPOSED = Notice(
    "disposal_proposed",
    "The destruction of {reference} waits for a second signature",
    "{who} has signed that the record is to be destroyed. Look at it, and sign second, or stop it.",
)
STOPPED = Notice(
    "disposal_stopped",
    "The destruction of {reference} was stopped",
    "It is on the review list again: {reason}",
)
DESTROYED = Notice(
    "record_destroyed",
    "The record {reference} has been destroyed",
    "You signed for it. The certificate is ready within a minute.",
)


def tell_second_signers(disposal: Disposal, *, by: Any) -> None:
    """Tell whoever may sign second today that one waits for it."""
    book, subject = directory(), disposal.subject
    found = {
        person.pk
        for role in retention_for(subject).signed_by
        for person in book.who_holds(role, subject.team_id).people
    }
    may = [
        user.pk
        for user in User.objects.filter(pk__in=found).order_by("pk")
        if may_sign_second(user, disposal)
    ]
    _tell(PROPOSED, [Recipient(pk) for pk in may], disposal, who=by.name)


def tell_that_it_stopped(disposal: Disposal, signers: list[int], *, by: Any, reason: str) -> None:
    """Tell those who had signed that it won't be destroyed, and why."""
    mine = by.pk if by is not None else None
    _tell(STOPPED, [Recipient(pk) for pk in signers if pk != mine], disposal, reason=reason)


def tell_that_it_is_done(certificate: Certificate, signers: list[int]) -> None:
    """Tell both who signed."""
    tell(
        DESTROYED,
        [Recipient(pk) for pk in signers],
        about=certificate,
        subject=None,
        occasion=f"{DESTROYED.event}:{certificate.pk}",
        url=certificate.get_absolute_url(),
        reference=certificate.reference,
    )


def _tell(notice: Notice, people: list[Recipient], disposal: Disposal, **words: Any) -> None:
    tell(
        notice,
        people,
        about=disposal,
        subject=disposal.subject,
        occasion=f"{notice.event}:{disposal.pk}:{disposal.version}",
        url=disposal.get_absolute_url(),
        **words,
    )
