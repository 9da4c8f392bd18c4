"""Which framework a team works by, and what a version says."""

import json
from collections import OrderedDict, defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from django.db.models import F, QuerySet

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.people.directory import directory
from qa_portal.people.models import Team
from qa_portal.reading.prepared import Parts, prepared

from .models import FrameworkVersion
from .policy import Framework

_policies: OrderedDict[str, Framework] = OrderedDict()
_MOST_POLICIES = 32


class NoFramework(LookupError):
    """No framework serves this team or record; the message says what to do about it."""


def policy_of(version: FrameworkVersion) -> Framework:
    """What a version says. Parsed once a process for each content, without a query after that."""
    policy = _policies.get(version.digest)
    if policy is None:
        policy = Framework.model_validate_json(json.dumps(version.content))
        _policies[version.digest] = policy
        while len(_policies) > _MOST_POLICIES:
            _policies.popitem(last=False)
    return policy


def published() -> QuerySet[FrameworkVersion]:
    """The versions under which work may start, or once could."""
    return FrameworkVersion.objects.filter(published_at__isnull=False)


def published_version(key: str, on: date | None = None) -> FrameworkVersion:
    """The version of a framework that serves what starts on a day (today unless given): the last one published.

    Raises:
        NoFramework: none had been published by the end of that day.
    """
    versions = published().filter(key=key)
    if on is not None:
        versions = versions.filter(published_at__lt=clock.at_london(on + timedelta(days=1), time(0)))
    found = versions.order_by("-published_at", "-number").first()
    if found is None:
        raise NoFramework(
            f"No version of the framework “{key}” has been published. An administrator can publish one."
        )
    return found


def versions_in_force() -> dict[str, FrameworkVersion]:
    """For each framework, the version that serves what starts now."""
    return {version.key: version for version in _published()["versions"]}


@prepared
def _published() -> Parts:
    return {"versions": published().order_by("published_at", "number")[:500]}


def policies_by_key() -> dict[str, Framework]:
    """What the version in force of each framework says, by the framework's key; one query, their text in memory."""
    return {key: policy_of(version) for key, version in versions_in_force().items()}


def latest_versions() -> dict[str, FrameworkVersion]:
    """For each framework, its latest version, published or not."""
    return {version.key: version for version in FrameworkVersion.objects.order_by("number")}


def version_to_edit(key: str) -> FrameworkVersion | None:
    """The version whose text one goes on from: the council's latest own, else the one in force, else the latest."""
    versions = FrameworkVersion.objects.filter(key=key)
    own = versions.filter(source=FrameworkVersion.Source.COUNCIL).order_by("-number").first()
    return own or versions.order_by(F("published_at").desc(nulls_last=True), "-number").first()


@dataclass(frozen=True)
class Users:
    """The teams that work by a framework: those that name it, and how many more below them take it over."""

    named_by: tuple[str, ...]
    in_all: int


def teams_by_framework() -> dict[str, Users]:
    """For each framework, the teams that work by it."""
    book = directory()
    named: dict[str, list[str]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for pk, name in book.team_names.items():
        if own := book.framework_keys.get(pk):
            named[own].append(name)
        if key := book.framework_key_of(pk):
            count[key] += 1
    return {key: Users(tuple(sorted(named[key])), count[key]) for key in count}


def framework_for(team: Team | None, on: date | None = None) -> FrameworkVersion:
    """The version that a team's work starts under on a day: of its own framework, or of the nearest team above.

    Raises:
        NoFramework: no team in the line has a framework, or it has no published version.
    """
    if team is None:
        raise NoFramework("This record has no team, so no framework serves it. Allocate it to a team first.")
    key = directory().framework_key_of(team.pk)
    if not key:
        raise NoFramework(
            f"Neither {team} nor any team above it has a framework. An administrator can choose one."
        )
    return published_version(key, on)


def framework_for_subject(subject: Subject, on: date | None = None) -> FrameworkVersion:
    """The version that work on this record starts under: its team's on that day.

    Raises:
        NoFramework: as ``framework_for``.
    """
    return framework_for(subject.team, on)
