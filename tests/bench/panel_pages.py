"""P1 and P3 for the pages of a panel, and its screens while twelve members grade at once.

`python -m tests.bench panel_pages.fill`, then `panel_pages 200` and `panel_pages.at_once 200`, on the database that
`cycle_pages.fill` made. Twelve sit on it and twenty audits are before it: a long morning.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.urls import reverse

from moderation.models import MemberGrade, Moderation, Panel
from qa_portal.children.models import Subject
from qa_portal.people.models import User
from qa_portal.people.roles import Role
from tests.factories import panels as factory
from tests.factories.audits_after import audit_after
from tests.factories.people import Council, person

from .asking import ask, cookie_of, floor_cookie
from .pages import Page, measure

MEMBERS, AUDITS = 12, 20
DOMAIN = "@ambleford.example"
CHAIR = f"insights.manager{DOMAIN}"


def fill() -> Iterator[dict[str, Any]]:
    """A panel of twelve that sits, with twenty audits before it, some of their grades in."""
    people = {
        user.email.split("@")[0].replace(".", "_"): user
        for user in User.objects.filter(email__endswith=DOMAIN)
    }
    unit = people["insights_manager"].appointments.get().post.team
    council = _council(people)
    members = [people["insights_manager"]]
    for number in range(MEMBERS - 1):
        members.append(
            person(
                Role.INSIGHTS_MEMBER,
                unit,
                by=people["administrator"],
                name=f"Member {number}",
                email=f"member.{number}{DOMAIN}",
            )
        )
    for subject in Subject.objects.filter(audits=None).order_by("pk")[:AUDITS]:
        audit_after("to_moderate", council, subject, reviewer=people["sister_team_manager"])
    panel = factory.panel_at("sitting", council, members=members)
    for item in panel.moderations.all()[: AUDITS // 2]:
        factory.grade_all(item)
    first = panel.moderations.first()
    factory.item_at("revealed", panel, first)
    yield {"what": "panel", "members": MEMBERS, "audits": panel.moderations.count()}


def _council(people: dict[str, User]) -> Council:
    """What the factories ask of a council: its people, by the part that they play."""
    team = people["insights_manager"].appointments.get().post.team
    return Council(people["administrator"], *[team] * 8, people=people)


def pages() -> list[Page]:
    """Its pages, as whoever chairs it and as a member."""
    panel = Panel.objects.get()
    listed, revealed = (
        panel.moderations.filter(state=state).first()
        for state in (Moderation.State.LISTED, Moderation.State.REVEALED)
    )
    own = MemberGrade.objects.filter(state="asked", member__person__email=f"member.1{DOMAIN}").first()
    wall = reverse("panel_wall", args=[panel.pk])
    return [
        Page("panels", "list", CHAIR, [reverse("panels")]),
        Page("panel of twelve", "detail", CHAIR, [reverse("panel", args=[panel.pk])]),
        Page("audit before a panel", "detail", CHAIR, [reverse("moderation", args=[listed.pk])]),
        Page(
            "audit before a panel, grades shown", "detail", CHAIR, [reverse("moderation", args=[revealed.pk])]
        ),
        Page("grading alone", "form", f"member.1{DOMAIN}", [reverse("member_grade", args=[own.pk])]),
        Page(
            "wall of a panel",
            "detail",
            CHAIR,
            [f"{wall}?place={listed.place}", f"{wall}?place={revealed.place}"],
        ),
    ]


def main(pairs: int = 200) -> Iterator[dict[str, Any]]:
    """Each page against the floor page."""
    for page in pages():
        found = measure(page, pairs)
        found.pop("statements")
        yield found


def at_once(pairs: int = 200) -> Iterator[dict[str, Any]]:
    """The wall and the panel's own page while twelve members send their grades, one after another without a pause: each
    page is asked for right after a grade went in, in turns with the floor page."""
    panel = Panel.objects.get()
    asked = list(
        MemberGrade.objects.filter(
            moderation__panel=panel, moderation__state="listed", state__in=["asked", "given"]
        )
        .select_related("member__person")
        .order_by("moderation__place", "pk")
    )
    cookies = {grade.member.person_id: cookie_of(grade.member.person.email) for grade in asked}
    chair, floor = cookie_of(CHAIR), floor_cookie()
    screens = cycle(
        [
            f"{reverse('panel_wall', args=[panel.pk])}?place={asked[0].moderation.place}",
            panel.get_absolute_url(),
        ]
    )
    giving = cycle(asked)
    ratios, refused = [], 0
    for number in range(-5, pairs):
        grade = next(giving)
        sent = ask(
            reverse("member_grade", args=[grade.pk]),
            cookies[grade.member.person_id],
            {"grade": str(number % 9 + 1), "words": f"As it stands at {number}.", "seen": ""},
        )
        refused += sent.status not in (302, 409)
        screen = next(screens)
        one, other = (ask(screen, chair), ask("/floor/", floor))
        if number % 2:
            other, one = ask("/floor/", floor), ask(screen, chair)
        if number >= 0:
            ratios.append(one.seconds / other.seconds)
    yield {
        "what": "twelve at once",
        "ratio": statistics.median(ratios),
        "refused": refused,
        "pairs": len(ratios),
    }
