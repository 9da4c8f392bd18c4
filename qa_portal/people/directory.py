"""Who holds role R for this child today.

The directory is a picture of teams, posts, appointments and cover on one day, held in memory and read
anew when any of them changes (one small query tells). So the sweep can ask it a thousand times without
asking the database, and a page asks it at the price of one query.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from qa_portal import clock

from .absence import covered
from .holding import Holding, Person, PostKey
from .models import Appointment, Cover, DirectoryVersion, Post, Team, User
from .models.directory_row import seen_in_this_request
from .roles import LINE_OF_QUALITY, MANAGERS, QUALITY_TEAM, Role, line_above


@dataclass
class Directory:
    """Teams, posts and people on one day."""

    on: dt.date
    parent_of: dict[int, int | None] = field(default_factory=dict)
    team_names: dict[int, str] = field(default_factory=dict)
    framework_keys: dict[int, str] = field(default_factory=dict)
    posts: dict[int, PostKey] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    held: dict[int, tuple[int, ...]] = field(default_factory=dict)
    substantive: dict[int, tuple[int, ...]] = field(default_factory=dict)
    stand_ins: dict[int, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, on: dt.date) -> Directory:
        """Read the directory of one day from the database, in five queries."""
        book = cls(on=on)
        for team in Team.objects.all():
            book.parent_of[team.pk] = team.parent_id
            book.team_names[team.pk] = team.name
            book.framework_keys[team.pk] = team.framework_key
        for pk, role, team_pk in Post.objects.values_list("pk", "role", "team_id"):
            book.posts[pk] = PostKey(pk, role, team_pk, book.team_names[team_pk])
        for pk, name, email in User.objects.filter(is_active=True).values_list("pk", "name", "email"):
            book.people[pk] = Person(pk, name, email)
        on_the_day = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        stands_in: dict[int, list[int]] = defaultdict(list)
        for absent, by in Cover.objects.filter(on_the_day).values_list("absent_id", "covered_by_id"):
            stands_in[absent].append(by)
        active = book.people
        book.stand_ins = {absent: covered(absent, stands_in, active) for absent in stands_in}
        held: dict[int, list[int]] = defaultdict(list)
        own: dict[int, list[int]] = defaultdict(list)
        appointments = Appointment.objects.filter(on_the_day).order_by("is_acting", "starts_on", "pk")
        for post_pk, person in appointments.values_list("post_id", "person_id"):
            own[post_pk].append(person)
            held[post_pk].extend(book.stand_ins.get(person) or [person])
        book.held = {k: tuple(dict.fromkeys(p for p in v if p in active)) for k, v in held.items()}
        book.substantive = {k: tuple(dict.fromkeys(p for p in v if p in active)) for k, v in own.items()}
        return book

    # -- the tree ---------------------------------------------------------------------------------

    def teams_by_name(self, teams: Iterable[int]) -> list[tuple[int, str]]:
        """These teams, each with its name, in the order of their names: what a select offers."""
        return sorted(((pk, self.team_names[pk]) for pk in teams), key=lambda pair: pair[1])

    def line_of_teams(self, team_pk: int | None) -> list[int]:
        """A team and those above it, nearest first."""
        line: list[int] = []
        while team_pk is not None and team_pk not in line:
            line.append(team_pk)
            team_pk = self.parent_of.get(team_pk)
        return line

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        below: dict[int | None, list[int]] = defaultdict(list)
        for team_pk, parent in self.parent_of.items():
            below[parent].append(team_pk)
        return below

    def teams_under(self, team_pk: int) -> set[int]:
        """A team and every team below it."""
        found, todo = set(), [team_pk]
        while todo:
            pk = todo.pop()
            if pk not in found:
                found.add(pk)
                todo.extend(self._children.get(pk, ()))
        return found

    def framework_key_of(self, team_pk: int | None) -> str:
        """The framework of a team: its own, or the nearest one above it; empty when there is none."""
        return next((key for pk in self.line_of_teams(team_pk) if (key := self.framework_keys.get(pk))), "")

    # -- posts ------------------------------------------------------------------------------------

    @cached_property
    def _posts_by_role(self) -> dict[str, list[PostKey]]:
        by_role: dict[str, list[PostKey]] = defaultdict(list)
        for post in self.posts.values():
            by_role[post.role].append(post)
        return by_role

    @cached_property
    def _posts_by_team(self) -> dict[int, list[PostKey]]:
        by_team: dict[int, list[PostKey]] = defaultdict(list)
        for post in self.posts.values():
            by_team[post.team_pk].append(post)
        return by_team

    def posts_on(self, team_pk: int) -> list[PostKey]:
        """The posts of one team, held or vacant."""
        return self._posts_by_team.get(team_pk, [])

    def post_for(self, role: str, team_pk: int | None) -> PostKey | None:
        """The post with this role that serves a team: up the tree first, then beside it.

        Managers sit above the team they manage. Reviewing and quality assurance posts sit in units of
        their own, so for those the nearest one anywhere below a common unit serves.
        """
        candidates = self._posts_by_role.get(role, [])
        if not candidates:
            return None
        line = self.line_of_teams(team_pk)
        by_team = {post.team_pk: post for post in candidates}
        for pk in line:
            if pk in by_team:
                return by_team[pk]
        if role in MANAGERS:
            return None
        for pk in line or [p for p, parent in self.parent_of.items() if parent is None]:
            below = self.teams_under(pk)
            inside = [p for p in candidates if p.team_pk in below]
            if inside:
                return min(inside, key=lambda p: (not self.held.get(p.pk), p.pk))
        return min(candidates, key=lambda p: (not self.held.get(p.pk), p.pk))

    def holding_of(self, post: PostKey) -> Holding:
        """Who holds a post today, cover counted; empty when it is vacant."""
        return Holding(post.role, post, tuple(self.people[pk] for pk in self.held.get(post.pk, ())))

    def who_holds(self, role: str, team_pk: int | None, *, without: frozenset[int] = frozenset()) -> Holding:
        """Who answers in this role for a team's work today.

        A vacancy climbs to the next rung and says so; nobody at all falls to the quality assurance
        team, never nowhere (LEE-02). ``without`` names people who may not be the answer because they
        sit on a lower rung already, or because the matter is their own.
        """
        asked_post = self.post_for(role, team_pk)
        for rung in (role, *line_above(role)):
            post = asked_post if rung == role else self.post_for(rung, team_pk)
            if post is None:
                continue
            people = tuple(self.people[pk] for pk in self.held.get(post.pk, ()) if pk not in without)
            if people:
                return Holding(role, post, people, climbed_from=asked_post if rung != role else None)
        for rung in LINE_OF_QUALITY:
            post = self.post_for(rung, team_pk)
            if post and (people := self.holding_of(post).people):
                return Holding(role, post, people, climbed_from=asked_post, fell_to_quality_team=True)
        return Holding(role, asked_post, ())

    def quality_team_for(self, team_pk: int | None) -> Holding:
        """Everyone in the quality assurance posts that serve a team."""
        found: dict[int, Person] = {}
        first: PostKey | None = None
        for rung in LINE_OF_QUALITY:
            post = self.post_for(rung, team_pk)
            if post and self.held.get(post.pk):
                first = first or post
                found |= {p.pk: p for p in self.holding_of(post).people}
        return Holding(Role.INSIGHTS_MEMBER, first, tuple(found.values()))

    def standing_in(self, user_pk: int) -> tuple[int, ...]:
        """Who answers for a person today: their cover when they are absent, else they themselves."""
        return self.stand_ins.get(user_pk) or ((user_pk,) if user_pk in self.people else ())

    @cached_property
    def _covering(self) -> dict[int, frozenset[int]]:
        covering: dict[int, set[int]] = defaultdict(set)
        for absent, by in self.stand_ins.items():
            for pk in by:
                covering[pk].add(absent)
        return {pk: frozenset(absent) for pk, absent in covering.items()}

    def acts_for(self, user_pk: int) -> frozenset[int]:
        """The people whose own work this person does today: themselves, and those they cover."""
        return self._covering.get(user_pk, frozenset()) | {user_pk}

    # -- people -----------------------------------------------------------------------------------

    @cached_property
    def _posts_of(self) -> dict[int, list[PostKey]]:
        by_person: dict[int, list[PostKey]] = defaultdict(list)
        for post_pk, people in self.held.items():
            for person in people:
                by_person[person].append(self.posts[post_pk])
        # An absent person may still sign in; what they hold is theirs as well as their cover's.
        for post_pk, people in self.substantive.items():
            for person in people:
                if self.posts[post_pk] not in by_person[person]:
                    by_person[person].append(self.posts[post_pk])
        return by_person

    def posts_of(self, user_pk: int) -> list[PostKey]:
        """The posts that a person holds or covers today."""
        return self._posts_of.get(user_pk, [])

    def roles_of(self, user_pk: int) -> frozenset[str]:
        """The roles that a person holds or covers today."""
        return frozenset(post.role for post in self.posts_of(user_pk))

    @cached_property
    def _answered_by(self) -> dict[int, set[int]]:
        """For each person, the posts that they answer for: held, covered, and vacant ones below."""
        answers: dict[int, set[int]] = defaultdict(set)
        for post in self.posts.values():
            held = self.held.get(post.pk)
            people = held or [p.pk for p in self.who_holds(post.role, post.team_pk).people]
            for person in people:
                answers[person].add(post.pk)
        for person, posts in self._posts_of.items():
            answers[person] |= {post.pk for post in posts}
        return answers

    def posts_answered_by(self, user_pk: int) -> set[int]:
        """The posts whose work reaches this person today, cover and vacancies included."""
        return self._answered_by.get(user_pk, set())

    def teams_managed_by(self, user_pk: int) -> set[int]:
        """The teams whose children a person manages: those of their posts and all below them."""
        managed: set[int] = set()
        for post_pk in self.posts_answered_by(user_pk):
            post = self.posts[post_pk]
            if post.role in MANAGERS:
                managed |= self.teams_under(post.team_pk)
        return managed

    def is_quality_team(self, user_pk: int) -> bool:
        """Whether a person belongs to the quality assurance team."""
        return bool(self.roles_of(user_pk) & QUALITY_TEAM)

    def post_in_words(self, user_pk: int, preferring: str | None = None) -> str:
        """A person's role and team in words, the asked role first; their job if they hold no post."""
        posts = sorted(self.posts_of(user_pk), key=lambda p: p.role != preferring)
        return posts[0].label if posts else ""


_held: tuple[tuple[object, dt.date], Directory] | None = None


def directory() -> Directory:
    """Today's directory: from memory, unless a row or the day has changed since it was read.

    A request asks the database once whether it has (mostly together with its person, see ``know_directory``), and
    at each call again once it has changed a row itself.
    """
    today, seen = clock.today(), seen_in_this_request.get()
    if seen and seen["on"] == today:
        return seen["book"]
    token = DirectoryVersion.objects.filter(pk=1).values_list("token", flat=True).first()
    book = _book_of(token, today)
    if seen is not None:
        seen.update(on=today, book=book)
    return book


def know_directory(token: object) -> None:
    """Spare this request the question whether the directory has changed: its version was read with something else."""
    seen, today = seen_in_this_request.get(), clock.today()
    if seen is not None:
        seen.update(on=today, book=_book_of(token, today))


def _book_of(token: object, today: dt.date) -> Directory:
    global _held
    held = _held
    if held is None or held[0] != (token, today):
        held = ((token, today), Directory.read(today))
        _held = held
    return held[1]


def forget_directory() -> None:
    """Drop the picture in memory; for tests, whose databases come and go."""
    global _held
    _held = None
