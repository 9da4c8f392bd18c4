"""The register of disputes: what a person may see of them, filtered, counted and written as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, FilteredRelation, Max, Q, QuerySet

from disputes.models import Commendation, Dispute, DisputeStage
from disputes.queries import commendations_visible_to, disputes_visible_to
from disputes.words import outcome_label
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of, published
from qa_portal.people.directory import directory


def policies_in_use() -> list[Framework]:
    """What the frameworks that work may start under say; one query, their text in memory already."""
    newest = {}
    for version in published().order_by("published_at", "number"):
        newest[version.key] = version
    return [policy_of(version) for version in newest.values()]


def choices_for(user: Any) -> dict[str, Any]:
    """The options of the register's filters: the frameworks' levels and themes, and the teams that this person sees."""
    levels: dict[int, str] = {}
    themes: dict[str, str] = {}
    for policy in policies_in_use():
        for number, level in policy.disputes.numbered_levels():
            levels.setdefault(number, level.name)
        for theme in policy.themes:
            themes.setdefault(theme.key, theme.label)
    book = directory()
    managed = book.teams_managed_by(user.pk)
    seen = managed if managed and not book.is_quality_team(user.pk) else set(book.team_names)
    teams = sorted(((pk, book.team_names[pk]) for pk in seen), key=lambda pair: pair[1])
    return {"levels": sorted(levels.items()), "themes": list(themes.items()), "teams": teams}


def disputes_found(user: Any, said: dict[str, Any]) -> QuerySet[Dispute]:
    """The disputes that this person may see, narrowed by what the filters say; newest first."""
    found = disputes_visible_to(user).filter(_common(said))
    if said.get("state"):
        found = found.filter(state=said["state"])
    if said.get("level"):
        found = found.filter(
            pk__in=DisputeStage.objects.order_by()
            .values("dispute")
            .annotate(reached=Max("level"))
            .filter(reached=int(said["level"]))
            .values("dispute")
        )
    return found


def commendations_found(user: Any, said: dict[str, Any]) -> QuerySet[Commendation]:
    """The commendations of the same theme, team and period (NEW-12)."""
    return commendations_visible_to(user).filter(_common(said))


def _common(said: dict[str, Any]) -> Q:
    """Theme, team with the teams under it, and period."""
    wanted = Q()
    if said.get("theme"):
        wanted &= Q(theme=said["theme"])
    if said.get("team"):
        wanted &= Q(subject__team__in=directory().teams_under(int(said["team"])))
    if said.get("raised_from"):
        wanted &= Q(raised_at__gte=clock.at_london(said["raised_from"], dt.time(0)))
    if said.get("raised_to"):
        wanted &= Q(raised_at__lt=clock.at_london(said["raised_to"] + dt.timedelta(days=1), dt.time(0)))
    return wanted


def with_where_it_stands(disputes: QuerySet[Dispute]) -> QuerySet[Dispute]:
    """Disputes with their open stage's key, level and state, their record, and whoever raised them."""
    return (
        disputes.annotate(
            now_open=FilteredRelation("stages", condition=~Q(stages__state__in=DisputeStage.ENDED))
        )
        .annotate(
            stage_pk=F("now_open__pk"), stage_level=F("now_open__level"), stage_state=F("now_open__state")
        )
        .select_related("subject__team", "raised_by", "framework")
    )


def give_clocks(disputes: Iterable[Dispute]) -> None:
    """Give each dispute its running clocks, as ``stage_clock`` and ``cap``, in one query."""
    rows = list(disputes)
    stage_type, dispute_type = (ContentType.objects.get_for_model(m).pk for m in (DisputeStage, Dispute))
    stages = [d.stage_pk for d in rows if d.stage_pk]
    running = Deadline.objects.filter(met_at=None, cancelled_at=None).filter(
        Q(about_type=stage_type, about_id__in=stages)
        | Q(
            about_type=dispute_type,
            about_id__in=[d.pk for d in rows],
            kind__in=["dispute_cap", "informal_limit"],
        )
    )
    known: dict[tuple[int, int], Deadline] = {}
    caps: dict[int, Deadline] = {}
    for deadline in running.order_by("-due_at"):
        if deadline.kind == "dispute_cap":
            caps[deadline.about_id] = deadline
        else:
            known[deadline.about_type_id, deadline.about_id] = deadline
    for dispute in rows:
        dispute.cap = caps.get(dispute.pk)
        dispute.stage_clock = known.get((stage_type, dispute.stage_pk)) or known.get(
            (dispute_type, dispute.pk)
        )


def stage_in_words(dispute: Dispute) -> str:
    """Where a dispute of the register stands: "Stage 2: With the manager"."""
    if dispute.stage_pk:
        level = dispute.policy.disputes.level(dispute.stage_level).name
        return f"{level}: {DisputeStage.State(dispute.stage_state).label}"
    return dispute.get_state_display()


HEADINGS = (
    "Dispute",
    "Record",
    "Team",
    "Theme",
    "Raised on",
    "Raised by",
    "State",
    "Stage",
    "Due (this stage)",
    "Limit for all stages",
    "Closed on",
    "Outcome",
)


def csv_lines(disputes: Iterable[Dispute]) -> Iterator[str]:
    """The disputes as lines of CSV with a heading; no cell is read as a formula by a spreadsheet."""
    yield _line(HEADINGS)
    for dispute in disputes:
        policy, subject = dispute.policy, dispute.subject
        yield _line(
            (
                dispute.pk,
                subject.reference,
                subject.team.name if subject.team else "",
                policy.theme_label(dispute.theme) if dispute.theme else "",
                _day(dispute.raised_at),
                dispute.raised_by.name,
                dispute.get_state_display(),
                stage_in_words(dispute) if dispute.stage_pk else "",
                _day(dispute.stage_clock.due_at) if dispute.stage_clock else "",
                _day(dispute.cap.due_at) if dispute.cap else "",
                _day(dispute.closed_at),
                outcome_label(dispute, dispute.closing_outcome) if dispute.closing_outcome else "",
            )
        )


def _day(moment: Any) -> str:
    return clock.london_date(moment).isoformat() if moment else ""


def _line(cells: Iterable[Any]) -> str:
    out = io.StringIO()
    # All in quotes: a spreadsheet that separates cells by another sign finds none of it outside them.
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([_safe(str(cell)) for cell in cells])
    return out.getvalue()


def _safe(text: str) -> str:
    """A text that a spreadsheet can't take for a formula."""
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])  # a wide equals sign is one, too
    is_formula = first in ("=", "+", "-", "@", "|", "%") or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if is_formula else text
