"""Posts and roles that nobody holds: those for which work waits, and those that a procedure counts on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from qa_portal.children.models import Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.queries import policy_of, versions_in_force
from qa_portal.people.directory import Directory, directory
from qa_portal.people.holding import PostKey
from qa_portal.people.roles import Role
from qa_portal.requests.models import RequestForResponse


@dataclass(frozen=True)
class Vacancy:
    """A post, or a role without any post, that nobody holds; the work that waits for it, and who has it meanwhile.

    ``meanwhile`` is "nobody" where neither a rung above nor the quality assurance team is held.
    """

    label: str
    deadlines: int
    requests: int
    meanwhile: str

    @property
    def is_nobodys(self) -> bool:
        """Whether what waits for it is with nobody at all."""
        return self.meanwhile == "nobody"


def vacancies() -> list[Vacancy]:
    """What nobody holds or covers today though work waits for it or a procedure names it; nobody's first, then by work.

    A role is named by a procedure where it must answer, confirm or be asked, for a team with open records.
    """
    book = directory()
    deadlines, requests = _work_of_posts(book)
    without_post = _work_without_post()
    posts = set(deadlines) | set(requests)
    roles = set(without_post)
    for role, team_pk in _counted_on(book):
        post = book.post_for(role, team_pk)
        if post is None:
            roles.add((role, team_pk))
        elif not book.held.get(post.pk):
            posts.add(post.pk)
    found = [_of_post(book, book.posts[pk], deadlines[pk], requests[pk]) for pk in posts]
    found += [_of_role(book, role, team_pk, without_post[role, team_pk]) for role, team_pk in roles]
    return sorted(found, key=lambda one: (not one.is_nobodys, -one.deadlines - one.requests, one.label))


def _of_post(book: Directory, post: PostKey, deadlines: int, requests: int) -> Vacancy:
    return Vacancy(post.label, deadlines, requests, book.who_holds(post.role, post.team_pk).names)


def _of_role(book: Directory, role: str, team_pk: int | None, deadlines: int) -> Vacancy:
    team = book.team_names.get(team_pk, "records without a team")
    label = f"{Role(role).label} for {team} (no such post)"
    return Vacancy(label, deadlines, 0, book.who_holds(role, team_pk).names)


def _work_of_posts(book: Directory) -> tuple[Counter[int], Counter[int]]:
    """Running deadlines and waiting requests of each vacant post."""
    vacant = [pk for pk in book.posts if not book.held.get(pk)]
    running = Deadline.objects.filter(owner_post__in=vacant, met_at=None, cancelled_at=None)
    waiting = RequestForResponse.objects.filter(to_post__in=vacant, state=RequestForResponse.State.SENT)
    return (
        Counter(dict(running.order_by().values_list("owner_post").annotate(number=Count("pk")))),
        Counter(dict(waiting.order_by().values_list("to_post").annotate(number=Count("pk")))),
    )


def _work_without_post() -> Counter[tuple[str, int | None]]:
    """Running deadlines that belong to a role for which there was no post when they were opened, by role and team."""
    running = Deadline.objects.filter(
        owner__in=Role.values, owner_post=None, owner_person=None, met_at=None, cancelled_at=None
    )
    rows = running.order_by().values_list("owner", "subject__team").annotate(number=Count("pk"))
    return Counter({(role, team): number for role, team, number in rows})


def _counted_on(book: Directory) -> set[tuple[str, int]]:
    """(role, team) for each team with open records: who must be asked, answer and confirm by its procedure."""
    roles_of = {key: policy_of(version).roles_counted_on for key, version in versions_in_force().items()}
    teams = Subject.objects.filter(closed_on=None, team__isnull=False).order_by().values_list("team")
    return {
        (role, team) for (team,) in teams.distinct() for role in roles_of.get(book.framework_key_of(team), ())
    }
