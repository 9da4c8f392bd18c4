"""Merging two people's work on one form: pure, over values as text (``qa_portal.forms.values``).

What only one of the two changed is taken; what both changed alike is taken; what both changed differently is
a conflict, and both versions are kept until somebody chooses. Rows of tables are told apart by their keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_portal.forms.values import NEW, Text, Values, new_key

MINE, THEIRS, BOTH = "mine", "theirs", "both"


@dataclass(frozen=True)
class Conflict:
    """One thing that both changed differently.

    ``table`` and ``key`` are "" for a field of the form itself. ``name`` is the field, or "" where one of
    the two took the whole row out and the other changed it: then the version of who took it out is None, the
    other's is the row.
    """

    name: str
    base: Text | dict | None
    mine: Text | dict | None
    theirs: Text | dict | None
    table: str = ""
    key: str = ""

    @property
    def path(self) -> str:
        """A name that is unique in the form."""
        return "-".join(part for part in (self.table, self.key, self.name or "row") if part)


@dataclass
class Merge:
    """The outcome: ``values`` (mine where there is a conflict), the ``conflicts``, and what came from them:
    the names of fields and tables in ``from_them``."""

    values: Values = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    from_them: list[str] = field(default_factory=list)


class UnknownRow(ValueError):
    """A row was sent that this form never showed: another thing's row, or none."""


def merge(base: Values, mine: Values, theirs: Values, *, adopt: bool = False) -> Merge:
    """Merge ``mine`` and ``theirs``, which both started from ``base``.

    A field that ``base`` doesn't know counts as changed by both wherever they differ. Raises UnknownRow for
    a row of mine that is neither new nor in base or theirs. With ``adopt`` (an old draft) such a row
    becomes a new one instead.
    """
    merged = Merge()
    for name in mine:
        if _is_table(mine[name], theirs.get(name), base.get(name)):
            _merge_table(merged, name, base.get(name) or [], mine[name], theirs.get(name) or [], adopt)
        else:
            merged.values[name] = _merge_field(
                merged, name, base.get(name), mine[name], theirs.get(name, mine[name])
            )
    merged.values |= {name: value for name, value in theirs.items() if name not in mine}
    return merged


def _is_table(*versions) -> bool:
    return any(isinstance(rows, list) and rows and isinstance(rows[0], Mapping) for rows in versions)


def _merge_field(merged: Merge, name: str, base, mine, theirs, table: str = "", key: str = ""):
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        if (table or name) not in merged.from_them:
            merged.from_them.append(table or name)
        return theirs
    merged.conflicts.append(Conflict(name, base, mine, theirs, table, key))
    return mine


def _merge_table(
    merged: Merge, table: str, base_rows: list, my_rows: list, their_rows: list, adopt: bool
) -> None:
    base, theirs = _by_key(base_rows), _by_key(their_rows)
    mine = {row["key"]: row for row in my_rows}
    unknown = [key for key in mine if not key.startswith(NEW) and key not in base and key not in theirs]
    if unknown and not adopt:
        raise UnknownRow(f"{table}: {', '.join(unknown)}")
    for key in unknown:
        row = {**mine.pop(key), "key": new_key()}
        if not row.get("removed"):
            mine[row["key"]] = row

    rows = []
    for key, their_row in theirs.items():
        row = _merge_row(merged, table, key, base.get(key), mine.get(key), their_row)
        rows.append(row)
    for key, my_row in mine.items():
        if key in theirs:
            continue
        if key.startswith(NEW):
            if not _is_there_already(my_row, theirs, base):
                rows.append(my_row)
        elif my_row.get("removed") or my_row == base[key]:
            _note(merged, table, my_row, base.get(key))
        else:
            # They took out a row that I changed.
            merged.conflicts.append(Conflict("", base[key], my_row, None, table, key))
            rows.append(my_row)
    merged.values[table] = rows


def _merge_row(
    merged: Merge, table: str, key: str, base: dict | None, mine: dict | None, theirs: dict
) -> dict:
    if mine is None:
        # Not sent and not taken out: a row that they added, or one that this form left out.
        if base is None and table not in merged.from_them:
            merged.from_them.append(table)
        return theirs
    if mine.get("removed"):
        if base is not None and theirs != base:
            merged.conflicts.append(Conflict("", base, None, theirs, table, key))
        return mine
    base = base or {}
    fields = [name for name in mine if name not in ("key", "removed")]
    return {
        "key": key,
        **{
            name: _merge_field(
                merged, name, base.get(name), mine[name], theirs.get(name, mine[name]), table, key
            )
            for name in fields
        },
    }


def _is_there_already(new_row: dict, theirs: dict, base: dict) -> bool:
    """Whether a row with the same content was added meanwhile: the same form sent twice."""
    content = _content(new_row)
    return any(content == _content(row) for key, row in theirs.items() if key not in base)


def _note(merged: Merge, table: str, mine: dict, base: dict | None) -> None:
    if not mine.get("removed") and base is not None and table not in merged.from_them:
        merged.from_them.append(table)


def _content(row: dict) -> dict:
    return {name: value for name, value in row.items() if name != "key"}


def _by_key(rows: list) -> dict[str, dict]:
    return {row["key"]: row for row in rows if not row.get("removed")}


def settle(values: Values, conflicts: list[Conflict], choices: Mapping[str, str]) -> Values:
    """``values`` with each conflict decided: ``choices`` maps its path to "mine", "theirs" or, for two
    texts, "both" (one after the other). A conflict without a choice stays mine; a row of mine that they took
    out comes back as a new one."""
    settled = _copy(values)
    for conflict in conflicts:
        choice = choices.get(conflict.path, MINE)
        if choice == MINE:
            for row in settled[conflict.table] if conflict.theirs is None else ():
                if row["key"] == conflict.key:
                    row["key"] = new_key()
            continue
        if not conflict.table:
            settled[conflict.name] = _decided(conflict, choice)
        elif conflict.name:
            for row in settled[conflict.table]:
                if row["key"] == conflict.key:
                    row[conflict.name] = _decided(conflict, choice)
        else:
            rows = [row for row in settled[conflict.table] if row["key"] != conflict.key]
            rows += [conflict.theirs] if conflict.theirs else []
            settled[conflict.table] = rows
    return settled


def rebase(theirs: Values, conflicts: list[Conflict]) -> Values:
    """The values to go on from when a draft is opened over ``theirs``: theirs, but for each conflict what
    both started from, so that saving finds the conflict again."""
    based = _copy(theirs)
    for conflict in conflicts:
        if not conflict.table:
            based[conflict.name] = conflict.base
            continue
        rows = based.setdefault(conflict.table, [])
        if conflict.name:
            for row in rows:
                if row["key"] == conflict.key:
                    row[conflict.name] = conflict.base
        else:
            rows[:] = [row for row in rows if row["key"] != conflict.key] + [conflict.base]
    return based


def _copy(values: Values) -> Values:
    return {
        name: [dict(each) if isinstance(each, Mapping) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def _decided(conflict: Conflict, choice: str) -> Text:
    if choice == BOTH and isinstance(conflict.mine, str) and isinstance(conflict.theirs, str):
        return f"{conflict.theirs}\n\n{conflict.mine}"
    return conflict.theirs
