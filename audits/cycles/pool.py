"""The pool that a cycle is drawn from: the open records of its service, and why some of them don't count (WAL-02)."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, Q

from audits.cycles.bars import earlier_ties, ties_of
from audits.drawing import Case, Exclusion, Reviewer, Rules
from audits.models import Audit, Cycle
from audits.writing.period import months_before
from qa_portal.children.models import Allocation, Subject
from qa_portal.deadlines.words import weekday_date
from qa_portal.people.directory import directory

RESTRICTED = Exclusion(
    "Restricted to named people", "It is restricted to named people, so nobody else may audit it."
)
DIED = Exclusion("Of somebody who has died", "Whoever it is about has died.")
NOBODYS = Exclusion("Without a practitioner", "No practitioner is allocated to it.")
LEFT = Exclusion("Without a practitioner", "Its practitioner has left.")
OTHER_KIND = Exclusion("Of a kind that the tool isn’t for", "The tool isn’t for this kind of case.")
UNDER_WAY = Exclusion("Being audited already", "An audit of it is under way.")


@dataclass(frozen=True)
class Pool:
    """What is drawn from: the cases, those who audit, the rules, and a digest of all of it."""

    cases: Sequence[Case]
    reviewers: Sequence[Reviewer]
    rules: Rules

    @property
    def digest(self) -> str:
        """SHA-256 over everything that a draw depends on beside its seed."""
        hashed = hashlib.sha256(repr((self.rules, len(self.cases))).encode())
        for case in sorted(self.cases, key=lambda one: one.key):
            why_out = case.excluded.because if case.excluded else ""
            ties = sorted((key, tuple(words)) for key, words in case.ties.items())
            said = (case.key, case.team, case.practitioner, why_out, case.too_new, ties)
            hashed.update(repr(said).encode())
        for who in sorted(self.reviewers, key=lambda one: one.key):
            said = (who.key, who.share, sorted(who.teams), sorted(who.supervises))
            hashed.update(repr(said).encode())
        return hashed.hexdigest()


def pool_of(cycle: Cycle) -> Pool:
    """The pool of a cycle as it is today, in a number of queries that doesn't grow with it."""
    reviewers = reviewers_of(cycle)
    selection = cycle.policy.selection
    rules = Rules(selection.by_team, selection.one_a_cycle, selection.not_own_team)
    return Pool(_cases(cycle, [who.key for who in reviewers]), reviewers, rules)


def reviewers_of(cycle: Cycle) -> list[Reviewer]:
    """Those who audit in a cycle, with their own teams and whom they supervise, by name."""
    book = directory()
    found = []
    for member in cycle.reviewers.select_related("person"):
        ties = ties_of(member.person_id, book)
        share = member.share if member.person_id in book.people else 0
        found.append(Reviewer(member.person_id, member.person.name, share, ties.teams, ties.supervises))
    return found


def teams_of(cycle: Cycle) -> list[int]:
    """The teams of a cycle's service that work by its framework."""
    book = directory()
    under = book.teams_under(cycle.team_id)
    return sorted(pk for pk in under if book.framework_key_of(pk) == cycle.framework.key)


def _cases(cycle: Cycle, reviewers: Sequence[int]) -> list[Case]:
    teams = teams_of(cycle)
    ties = earlier_ties(reviewers)
    lately = _audited_lately(cycle)
    under_way = set(
        Audit.objects.filter(subject__team__in=teams, returned_at=None)
        .exclude(state__in=[*Audit.ENDED, *Audit.COUNTED])
        .values_list("subject_id", flat=True)
    )
    too_new = _allocated_lately(cycle, teams)
    people, kinds = directory().people, set(cycle.tool.for_kinds)
    records = Subject.objects.filter(
        team__in=teams, closed_on=None, kind__in=[str(kind) for kind in cycle.policy.serves]
    ).order_by("pk")
    found = []
    for key, team, practitioner, case_kind, is_restricted, died_on in records.values_list(
        "pk", "team_id", "practitioner_id", "case_kind", "is_restricted", "died_on"
    ):
        excluded = None
        if is_restricted:
            excluded = RESTRICTED
        elif died_on is not None:
            excluded = DIED
        elif practitioner is None:
            excluded = NOBODYS
        elif practitioner not in people:
            excluded = LEFT
        elif kinds and case_kind not in kinds:
            excluded = OTHER_KIND
        elif key in under_way:
            excluded = UNDER_WAY
        elif practitioner in lately:
            excluded = lately[practitioner]
        case_ties = {who: tuple(words) for who, words in ties[key].items()} if key in ties else {}
        found.append(Case(key, team, practitioner, excluded, too_new.get(key, ""), case_ties))
    return found


def _audited_lately(cycle: Cycle) -> dict[int, Exclusion]:
    """Practitioners whose work was audited too lately for another audit in this cycle's month (WAL-02)."""
    selection = cycle.policy.selection
    apart = max(selection.months_between, int(selection.one_a_cycle))
    if not apart:
        return {}
    since = months_before(cycle.month, apart - 1)
    audits = Audit.objects.exclude(state=Audit.State.WITHDRAWN).filter(practitioner__isnull=False)
    recent = audits.filter(Q(allocated_at__date__gte=since) | Q(cycle__month__gte=since))
    rows = recent.values_list("practitioner").annotate(last=Max("allocated_at__date"))
    return {
        practitioner: Exclusion(
            "Practitioner audited too lately",
            f"The work of its practitioner was last audited on {weekday_date(last)}; "
            f"{_months(apart)} lie between two audits at least.",
        )
        for practitioner, last in rows.order_by()
    }


def _allocated_lately(cycle: Cycle, teams: Sequence[int]) -> dict[int, str]:
    """The records that their practitioner hasn't had for as long as the procedure asks for, each as a sentence.

    A change of team that leaves the practitioner is no new allocation.
    """
    months = cycle.policy.selection.allocated_months
    if not months:
        return {}
    cut_off = months_before(cycle.begins_on, months)
    rows = Allocation.objects.filter(
        relation=Allocation.Relation.PRACTITIONER, subject__team__in=teams, person__isnull=False
    )
    began = {
        subject: (person, starts_on)
        for subject, person, starts_on in rows.filter(ends_on=None, starts_on__gt=cut_off)
        .order_by()
        .values_list("subject_id", "person_id", "starts_on")
    }
    ended = rows.filter(ends_on__gte=cut_off - dt.timedelta(days=1)).order_by("-starts_on", "-pk")
    for subject, person, starts_on, ends_on in ended.values_list(
        "subject_id", "person_id", "starts_on", "ends_on"
    ):
        now = began.get(subject)
        if now and now[0] == person and ends_on >= now[1] - dt.timedelta(days=1):
            began[subject] = (person, starts_on)
    before = f"less than {_months(months)} before"
    return {
        subject: f"It was allocated to its practitioner on {weekday_date(starts_on)}, {before}."
        for subject, (_person, starts_on) in began.items()
        if starts_on > cut_off
    }


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"


def settings_of(cycle: Cycle, pool: Pool) -> dict[str, object]:
    """The rules of selection as they are applied, and those who audit: what a draw keeps of them."""
    selection = cycle.policy.selection
    return {
        "framework": str(cycle.framework),
        "rules": {
            "by_team": selection.by_team,
            "one_a_cycle": selection.one_a_cycle,
            "not_own_team": selection.not_own_team,
            "months_between": selection.months_between,
            "allocated_months": selection.allocated_months,
        },
        "reviewers": [
            {
                "person": who.key,
                "name": who.name,
                "share": who.share,
                "teams": sorted(who.teams),
                "supervises": sorted(who.supervises),
            }
            for who in pool.reviewers
        ],
    }
