"""The library of good practice as it is read: what is published for everybody, what is proposed for those who decide
(MER-18)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from audits.library.identifying import NAME, Found, Known, identifying_words
from audits.library.rules import may_keep_library
from audits.models import GoodPractice
from qa_portal.children.models import Contact, Sibling, Subject
from qa_portal.children.queries import seen_by
from qa_portal.children.rules import Asker, asker
from qa_portal.dashboards.paging import PAGE, counted, number_of, read_page
from qa_portal.frameworks.queries import policies_by_key
from qa_portal.reading.prepared import Keys, Parts, Start, prepared

#: The most siblings whose names are asked for.
MANY = 50

#: What waits to be read is counted so far: the page says that there are more.
MOST_WAITING = 100


@dataclass(frozen=True)
class Listed:
    """One page of the library, and of what waits to be read: up to ``MOST_WAITING`` and one more."""

    page: Page
    waiting: int


def page_of_library(
    user: Any, *, words: str = "", theme: str = "", state: str = "", asked_for: str | None = None
) -> Listed:
    """One page of the examples of the library, newest first: the published ones, or those in another state for who
    keeps it; without filters, for who keeps it, with the number of those that wait.

    ``words`` must all be there, in title or text. What isn't published is on records that open to the person alone.
    """
    who, keeps = asker(user), may_keep_library(user, None)
    state = state if keeps and state != GoodPractice.State.PUBLISHED else ""
    waiting = keeps and not (words or theme or state)
    number_waiting = 0

    def read(offset: int) -> tuple[list[GoodPractice], int]:
        nonlocal number_waiting
        if words:
            rows = _having(words, examples_found(who, state or None, theme or None))
            return list(rows[offset : offset + PAGE]), number_of(list(counted(rows, offset)))
        found = _page(**vars(who), state=state or None, theme=theme or None, offset=offset, waiting=waiting)
        number_waiting = number_of(found.get("waiting", []))
        return found["examples"], number_of(found["number"])

    return Listed(read_page(asked_for, read), number_waiting)


@prepared
def _page(
    person: int,
    acts_for: Keys,
    posts: Keys,
    teams: Keys,
    sees_all: bool,
    now: dt.datetime,
    state: str | None,
    theme: str | None,
    offset: Start,
    waiting: bool,
) -> Parts:
    who = Asker(person, acts_for, posts, teams, sees_all, now)
    found = examples_found(who, state, theme)
    parts = {"examples": found[offset : offset + PAGE], "number": counted(found, offset)}
    if waiting:
        proposed = examples_found(who, str(GoodPractice.State.PROPOSED), None)
        parts["waiting"] = counted(proposed, upto=MOST_WAITING + 1)
    return parts


def examples_found(who: Asker, state: str | None, theme: str | None) -> QuerySet[GoodPractice]:
    """The examples in a state (None: published ones), of one theme where it is said, newest first."""
    found = GoodPractice.objects.filter(state=state or str(GoodPractice.State.PUBLISHED))
    if state:
        found = found.filter(audit__subject__in=seen_by(who))
    if theme:
        found = found.filter(theme=theme)
    found = found.select_related("audit__framework").order_by("-decided_at", "-proposed_at", "-pk")
    return found.only(
        "state", "title", "text", "theme", "decided_at", "audit__framework__key", "audit__framework__digest"
    )


def _having(words: str, found: QuerySet[GoodPractice]) -> QuerySet[GoodPractice]:
    for word in words.split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found


def themes_in_force() -> list[tuple[str, str]]:
    """The themes of every framework in force, each once, by their words."""
    found: dict[str, str] = {}
    for policy in policies_by_key().values():
        for theme in policy.themes:
            found.setdefault(theme.key, theme.label)
    return sorted(found.items(), key=lambda pair: pair[1].lower())


def known_of(subject: Subject) -> Known:
    """What is known of a child's people: their own and their siblings' names and numbers, who works with them, and
    their contact details, concealed ones among them (LEE-21)."""
    links = Sibling.objects.filter(Q(one=subject) | Q(other=subject)).values_list("one", "other")[:MANY]
    family = [subject, *Subject.objects.filter(pk__in={pk for pair in links for pk in pair} - {subject.pk})]
    staff = {who.name for who in (subject.practitioner, subject.iro, subject.cp_chair) if who is not None}
    names = {name for one in family for name in (one.first_name, one.last_name, one.known_as) if name}
    details = Contact.objects.filter(subject__in=family).values_list("detail", flat=True)
    return Known(
        names=frozenset(names),
        staff=frozenset(staff),
        references=frozenset(ref for one in family for ref in (one.reference, one.other_reference) if ref),
        details=frozenset(details),
    )


def names_in(text: str, subject: Subject) -> list[str]:
    """The names of a child and their siblings that stand in a text, as they stand there."""
    family = Known(names=known_of(subject).names)
    return [found.words for found in identifying_words(text, family) if found.what == NAME]


def what_identifies(example: GoodPractice) -> list[Found]:
    """The words of an example, in title and text, that identify the child whose audit it is from (MER-18)."""
    return identifying_words(f"{example.title}\n{example.text}", known_of(example.audit.subject))
