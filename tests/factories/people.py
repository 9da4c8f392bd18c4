"""A small council whose people, teams and posts came about by the portal's own actions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from qa_portal import clock
from qa_portal.people.actions import add_person, appoint, create_post, create_team, install_administrator
from qa_portal.people.models import Appointment, Post, Team, User
from qa_portal.people.roles import Role

from .replay import replayed

#: Everybody's password in tests and in nothing else.
PASSWORD = "correct horse battery staple"

#: Appointments began on this day, so that tests may go back a while.
LONG_AGO = dt.date(2020, 1, 6)

_number = count(1)


@dataclass
class Council:
    """The people and teams by the part that they play. ``other_…`` belong to the other service."""

    administrator: User
    department: Team
    service: Team
    other_service: Team
    team: Team
    sister_team: Team
    other_team: Team
    fostering_team: Team
    quality_unit: Team
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> User:
        """A person by the part they play: ``council.iro``, ``council.other_team_manager``."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(f"Nobody in the council is its {name}.") from None


#: part → (name, kind, the part above), from the top.
_TEAMS = {
    "department": ("Children's Services", Team.Kind.DEPARTMENT, ""),
    "service": ("Care Planning", Team.Kind.SERVICE, "department"),
    "other_service": ("Permanence and Fostering", Team.Kind.SERVICE, "department"),
    "team": ("Care Planning North", Team.Kind.TEAM, "service"),
    "sister_team": ("Care Planning South", Team.Kind.TEAM, "service"),
    "other_team": ("Permanence", Team.Kind.TEAM, "other_service"),
    "fostering_team": ("Fostering", Team.Kind.TEAM, "other_service"),
    "quality_unit": ("Quality Assurance and Reviewing", Team.Kind.SERVICE, "department"),
}

#: part → (role, team), in the order in which they are appointed.
_PARTS = {
    "corporate_director": (Role.CORPORATE_DIRECTOR, "department", "Cora Director"),
    "service_director": (Role.SERVICE_DIRECTOR, "department", "Sefton Director"),
    "assistant_director": (Role.ASSISTANT_DIRECTOR, "department", "Ada Assistant"),
    "head_of_service": (Role.HEAD_OF_SERVICE, "department", "Hollis Head"),
    "service_manager": (Role.SERVICE_MANAGER, "service", "Selma Service"),
    "other_service_manager": (Role.SERVICE_MANAGER, "other_service", "Silas Service"),
    "team_manager": (Role.TEAM_MANAGER, "team", "Tamsin Manager"),
    "sister_team_manager": (Role.TEAM_MANAGER, "sister_team", "Tobias Manager"),
    "other_team_manager": (Role.TEAM_MANAGER, "other_team", "Thea Manager"),
    "fostering_team_manager": (Role.TEAM_MANAGER, "fostering_team", "Tristan Manager"),
    "social_worker": (Role.SOCIAL_WORKER, "team", "Wendy Worker"),
    "second_social_worker": (Role.SOCIAL_WORKER, "team", "Wilfred Worker"),
    "sister_social_worker": (Role.SOCIAL_WORKER, "sister_team", "Winnie Worker"),
    "other_social_worker": (Role.SOCIAL_WORKER, "other_team", "Walter Worker"),
    "fostering_social_worker": (Role.SOCIAL_WORKER, "fostering_team", "Wanda Worker"),
    "iro_manager": (Role.IRO_MANAGER, "quality_unit", "Imogen Manager"),
    "iro": (Role.IRO, "quality_unit", "Iris Reviewing"),
    "other_iro": (Role.IRO, "quality_unit", "Ivan Reviewing"),
    "fostering_iro": (Role.FOSTERING_IRO, "quality_unit", "Fern Reviewing"),
    "cp_chair": (Role.CP_CHAIR, "quality_unit", "Clement Chair"),
    "insights_member": (Role.INSIGHTS_MEMBER, "quality_unit", "Ines Insights"),
    "insights_manager": (Role.INSIGHTS_MANAGER, "quality_unit", "Idris Insights"),
    "insights_service_manager": (Role.INSIGHTS_SERVICE_MANAGER, "quality_unit", "Isolde Insights"),
    "insights_head": (Role.INSIGHTS_HEAD, "quality_unit", "Ivo Insights"),
    "principal_social_worker": (Role.PRINCIPAL_SOCIAL_WORKER, "quality_unit", "Petra Principal"),
}


def council(framework: str = "mosaic-iro") -> Council:
    """A complete small council: a department, two services with two teams each, a quality assurance unit.

    Every post is held, by one person; IROs are two. All sign in with ``PASSWORD``. ``framework`` is the
    key of the framework that the department works by; the shipped ones are loaded when there are none.
    """
    load_frameworks()
    replayed(f"council {framework}", (User, Team, Post, Appointment), lambda: _found_council(framework))
    people = {somebody.email: somebody for somebody in User.objects.all()}
    teams = {team.name: team for team in Team.objects.all()}
    made = Council(
        administrator=people[_email("administrator")],
        **{part: teams[name] for part, (name, *_rest) in _TEAMS.items()},
    )
    made.people |= {part: people[_email(part)] for part in _PARTS}
    return made


def _found_council(framework: str) -> None:
    administrator = install_administrator(
        name="Alma Administrator", email=_email("administrator"), password=PASSWORD, team_name="Systems"
    )
    Appointment.objects.filter(person=administrator).update(starts_on=LONG_AGO)
    teams: dict[str, Team] = {}
    for part, (name, kind, above) in _TEAMS.items():
        teams[part] = create_team(
            name=name,
            kind=kind,
            parent=teams.get(above),
            framework_key="" if above else framework,
            by=administrator,
        )
    for part, (role, team, name) in _PARTS.items():
        person(role, teams[team], by=administrator, name=name, email=_email(part))


def person(
    role: str | None = None,
    team: Team | None = None,
    *,
    by: User,
    name: str = "",
    email: str = "",
    **appointment: Any,
) -> User:
    """A person who signs in with ``PASSWORD``, in a post when ``role`` and ``team`` are given."""
    number = next(_number)
    somebody = add_person(
        name=name or f"Person {number} Example", email=email or _email(f"person-{number}"), by=by
    )
    somebody.password = _hashed_password()
    somebody.save()
    if role is not None and team is not None:
        appoint(somebody, role=role, team=team, by=by, **{"starts_on": LONG_AGO, **appointment})
    somebody.messages.all().delete()  # what a test counts starts at nothing
    return somebody


def vacate(role: str, team: Team) -> None:
    """Leave a post vacant: nobody holds it from today on, and nobody has been told."""
    create_post(role=role, team=team, by=_an_administrator())
    for appointment in Appointment.objects.filter(post__role=role, post__team=team):
        appointment.delete()


def sign_in(client: Any, somebody: User) -> Any:
    """Sign a test client in as a person, without the sign-in page; give the client."""
    client.force_login(somebody, backend="qa_portal.signin.backend.PortalBackend")
    return client


def load_frameworks() -> None:
    """Load the shipped frameworks, once a database."""
    from qa_portal.frameworks.models import FrameworkDocument, FrameworkVersion

    if not FrameworkVersion.objects.exists():
        replayed(
            "frameworks",
            (FrameworkVersion, FrameworkDocument),
            lambda: call_command("load_frameworks", verbosity=0, stdout=StringIO()),
        )


@cache
def _hashed_password() -> str:
    """Hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def _email(part: str) -> str:
    return f"{part.replace('_', '.')}@ambleford.example"


def _an_administrator() -> User:
    return User.objects.filter(
        appointments__post__role=Role.ADMINISTRATOR,
        appointments__starts_on__lte=clock.today(),
        appointments__ends_on=None,
        is_active=True,
    )[0]
