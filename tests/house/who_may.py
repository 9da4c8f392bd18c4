"""R15's table: who may open which page, and who may send what to it. Written by hand, from the rules and not from the
views; its parts are in ``table_records``, ``table_disputes`` and ``table_manage``.

A row: the URL's name, what its address names, who gets the page (GET), and whose POST is taken up. Everybody
else is refused: nobody signed in is sent to sign in, a disabled person too; who can't see the record gets 404 and
nothing else. ``None`` instead of people: the method isn't there at all (405).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

KEEPER = frozenset({"iro"})
ASKED = frozenset({"team_manager"})
CONFIRMER = frozenset({"iro_manager"})
ADMIN = frozenset({"administrator"})
NOBODY: frozenset[str] = frozenset()

#: Those above the record's team, in its line; a department's head manages every team in it.
DEPARTMENT = frozenset({"head_of_service", "assistant_director", "service_director", "corporate_director"})
MANAGERS = frozenset({"team_manager", "service_manager"}) | DEPARTMENT
INSIGHTS = frozenset({"insights_member", "insights_manager", "insights_service_manager", "insights_head"})
QUALITY = CONFIRMER | INSIGHTS | {"principal_social_worker"}
#: Who sees a record of the team: its reviewing officer and practitioner, their managers, the QA team.
SEES = KEEPER | {"social_worker"} | MANAGERS | QUALITY
#: Everybody else who works there: other teams, other reviewing officers, the administrators.
OUTSIDE = ADMIN | {
    "other_iro",
    "cp_chair",
    "fostering_iro",
    "second_social_worker",
    "other_social_worker",
    "sister_team_manager",
    "other_team_manager",
    "other_service_manager",
}
ALL = SEES | OUTSIDE
#: Without a session, or with one that was ended.
NOT_IN = ("anonymous", "disabled")
PERSONAS = (*NOT_IN, *sorted(ALL))


@dataclass(frozen=True)
class Row:
    """One page in one state: whose GET shows it, and whose POST it takes up. None: there is no such method.

    ``on_record``: what it shows is part of a child's record, ``of`` those to whom that record is no secret.
    ``leads_on``: those whom a GET leads to another page.
    """

    name: str
    names: tuple[str, ...] = ()
    gets: frozenset[str] | None = NOBODY
    posts: frozenset[str] | None = None
    on_record: bool = True
    of: frozenset[str] = SEES
    leads_on: frozenset[str] = NOBODY

    @property
    def title(self) -> str:
        """For a message: the name and what is named."""
        return f"{self.name}({', '.join(self.names)})"


def reads(name: str, *names: str, may: Iterable[str], **more: Any) -> Row:
    """A page that is only read."""
    return Row(name, names, frozenset(may), None, **more)


def writes(name: str, *names: str, may: Iterable[str], gets: Iterable[str] | None = None, **more: Any) -> Row:
    """A page with a form: whoever may send it gets it, unless more may read it (``gets``)."""
    return Row(name, names, frozenset(may if gets is None else gets), frozenset(may), **more)


def does(name: str, *names: str, may: Iterable[str], **more: Any) -> Row:
    """A button without a page."""
    return Row(name, names, None, frozenset(may), **more)


def in_states(name: str, thing: str, states: Iterable[str], may: dict[str, frozenset[str]]) -> list[Row]:
    """The same form in each state of its thing; in those that ``may`` doesn't name it is nobody's."""
    return [writes(name, f"{thing} {state}", may=may.get(state, NOBODY)) for state in states]


#: Everybody whose view of the whole differs; the others are asked for each page once, in the state where it is there.
CORE = frozenset(
    {
        "iro",
        "other_iro",
        "social_worker",
        "other_social_worker",
        "team_manager",
        "service_manager",
        "other_team_manager",
        "iro_manager",
        "insights_member",
        "administrator",
    }
)
