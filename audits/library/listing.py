"""The library of good practice as it is read: what is published for everybody, what is proposed for those who decide
(MER-18)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from audits.library.identifying import NAME, Found, Known, identifying_words
from audits.library.rules import may_keep_library
from audits.models import GoodPractice
from qa_portal.children.models import Contact, Sibling, Subject
from qa_portal.children.queries import visible_to as records_visible_to
from qa_portal.frameworks.queries import policy_of, versions_in_force

#: The most siblings whose names are asked for.
MANY = 50


def examples_for(user: Any, *, words: str = "", theme: str = "", state: str = "") -> QuerySet[GoodPractice]:
    """The examples of the library, newest first: the published ones, or those in another state for who keeps it.

    ``words`` must all be there, in title or text. What isn't published is on records that open to the person alone.
    """
    published = GoodPractice.State.PUBLISHED
    wanted = state if state and may_keep_library(user, None) else published
    found = GoodPractice.objects.filter(state=wanted)
    if wanted != published:
        found = found.filter(audit__subject__in=records_visible_to(user))
    for word in words.split()[:10]:
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if theme:
        found = found.filter(theme=theme)
    return found.select_related("audit__framework").order_by("-decided_at", "-proposed_at", "-pk")


def themes_in_force() -> list[tuple[str, str]]:
    """The themes of every framework in force, each once, by their words."""
    found: dict[str, str] = {}
    for version in versions_in_force().values():
        for theme in policy_of(version).themes:
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
