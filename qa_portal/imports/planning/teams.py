"""Teams: found again by name."""

from __future__ import annotations

from qa_portal.frameworks.queries import published
from qa_portal.imports.reading import Row
from qa_portal.people.actions.teams import what_keeps_open
from qa_portal.people.models import Team

from .book import Book, Line, Plan, changes, in_words


def plan_teams(rows: list[Row], plan: Plan, book: Book) -> None:
    """Plan the lines of teams.csv."""
    filed = plan.files["teams.csv"]
    frameworks = set(published().values_list("key", flat=True))
    seen: dict[str, int] = {}
    known = []
    for row in rows:
        key = row["name"].casefold()
        if key in seen:
            plan.refuse(row, "name", f"Line {seen[key]} is about this team too. Keep one of the two.")
            continue
        seen[key] = row.line
        framework = row.cells.get("framework")
        if framework and framework not in frameworks:
            plan.refuse(
                row,
                "framework",
                f"No framework “{framework}” is published. There are: {', '.join(sorted(frameworks))}.",
            )
            continue
        if key not in book.teams:
            book.teams[key] = Team(
                name=row["name"], kind=row["kind"], is_open=row.cells.get("in_use") is not False
            )
            plan.teams.append(book.teams[key])
        known.append((row, book.teams[key]))
    before = {id(team): (team.kind, team.parent, team.framework_key, team.is_open) for _, team in known}
    for row, team in known:
        _wire(row, team, plan, book)
    for row, team in known:
        if _bites_its_tail(team):
            plan.refuse(row, "above", f"{team.name} would stand below itself. Choose another team above it.")
    for row, team in known:
        if team.pk is None:
            above = f", below {team.parent.name}" if team.parent else ""
            filed.added.append(Line(row.line, f"{team.name} ({team.get_kind_display().lower()}){above}"))
            continue
        was = dict(zip(("kind", "parent", "framework_key", "is_open"), before[id(team)], strict=True))
        changed = changes(team, was)
        if changed:
            filed.changed.append(Line(row.line, f"{team.name}: {in_words(changed)}"))
            plan.changed_teams.append(team)
        else:
            filed.unchanged += 1
    plan.teams.sort(key=_depth)


def _wire(row: Row, team: Team, plan: Plan, book: Book) -> None:
    team.kind = row["kind"]
    if row.has("above"):
        above = book.teams.get(row["above"].casefold()) if row["above"] else None
        if row["above"] and above is None:
            plan.refuse(
                row, "above", f"There is no team “{row['above']}”, here or in the portal. Add a line for it."
            )
        team.parent = above
    if row.has("framework"):
        team.framework_key = row["framework"] or ""
    if row.has("in_use") and row["in_use"] is not None and team.is_open != row["in_use"]:
        hindrances = what_keeps_open(team) if team.pk and not row["in_use"] else []
        if hindrances:
            plan.refuse(row, "in_use", f"The team can't be closed yet. {' '.join(hindrances)}")
        team.is_open = row["in_use"]


def _bites_its_tail(team: Team) -> bool:
    above, seen = team.parent, {id(team)}
    while above is not None:
        if id(above) in seen:
            return True
        seen.add(id(above))
        above = above.parent
    return False


def _depth(team: Team) -> int:
    depth, above, seen = 0, team.parent, {id(team)}
    while above is not None and id(above) not in seen:
        seen.add(id(above))
        depth, above = depth + 1, above.parent
    return depth
