"""Who holds a deadline today, and who hears of each thing that is said about it (LEE-01, LEE-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qa_portal.outbox.actions import Recipient
from qa_portal.outbox.recipients import RELATION_FALLS_TO, in_post, only_named, people_for
from qa_portal.people.directory import Directory, directory
from qa_portal.people.roles import Role

from .models import Deadline
from .plan import Occasion

#: The words whose people stand on a rung of the line, so that a person on two rungs skips up. The others
#: (the one who raised it, the reviewing officer, the quality assurance team) hear beside the line.
_RUNGS = frozenset(Role.values) - frozenset(RELATION_FALLS_TO)


class Hearers:
    """Answers for many deadlines from one picture of the directory, without asking the database.

    ``guardians`` gives the named people of each restricted record by the record's key. Deadlines must carry
    their subject.
    """

    def __init__(self, book: Directory | None = None, guardians: Mapping[int, Iterable[int]] | None = None):
        self.book = book or directory()
        self._guardians = guardians
        self._known: dict[tuple[str | int, int | None, frozenset[int]], list[Recipient]] = {}
        self._of_post: dict[int, list[Recipient]] = {}
        self._said: dict[tuple[tuple[int, ...], str], str] = {}

    def holders(self, deadline: Deadline) -> list[Recipient]:
        """Whoever must act today, cover and vacancies included, each with how it came to them."""
        subject = deadline.subject
        if deadline.owner_person_id is not None:
            return self._people(deadline.owner_person_id, deadline)
        post = self.book.posts.get(deadline.owner_post_id)
        if post is None:
            return self._people(deadline.owner, deadline)
        if post.pk not in self._of_post:
            self._of_post[post.pk] = in_post(self.book, self.book.who_holds(post.role, post.team_pk))
        found = self._of_post[post.pk]
        if subject.is_restricted:
            found = only_named(found, subject, self.book, self._named(deadline))
        return found

    def holders_in_words(self, deadline: Deadline) -> str:
        """Whoever must act today, by name, role and team; "nobody" when there is no one."""
        return self.in_words([who.person_pk for who in self.holders(deadline)], preferring=deadline.owner)

    def in_words(self, people: Iterable[int], preferring: str = "") -> str:
        """People by name, each with a role and team; at most three of them, and how many more."""
        asked = (tuple(people), preferring)
        if asked not in self._said:
            self._said[asked] = self._put_in_words(*asked)
        return self._said[asked]

    def _put_in_words(self, people: tuple[int, ...], preferring: str) -> str:
        said = []
        for pk in people[:3]:
            post = self.book.post_in_words(pk, preferring=preferring or None)
            said.append(f"{self.book.people[pk].name} ({post})" if post else self.book.people[pk].name)
        if len(people) > 3:
            said.append(f"{len(people) - 3} more")
        return ", ".join(said) or "nobody"

    def hear(self, deadline: Deadline, occasion: Occasion) -> list[Recipient]:
        """Who hears of one occasion, each once with the first reason; empty when there is nobody to tell.

        A reminder goes to those whom the framework names. An alert climbs: whoever stands on a lower rung
        already, as holder or by an earlier alert, skips up.
        """
        if not occasion.is_late:
            return self._once(self._resolve(word, deadline, frozenset()) for word in occasion.tell)
        rungs: dict[str, set[int]] = {self._rung_of_owner(deadline): _keys(self.holders(deadline))}
        found: list[list[Recipient]] = []
        for earlier in self._late_up_to(deadline, occasion):
            for word in earlier.tell:
                meant = self._meant(word, deadline)
                below = frozenset().union(*(people for rung, people in rungs.items() if rung != meant))
                people = self._resolve(word, deadline, below if meant in _RUNGS else frozenset())
                if meant in _RUNGS:
                    rungs.setdefault(meant, set()).update(_keys(people))
                if earlier.name == occasion.name:
                    found.append(people)
        return self._once(found)

    # -- the words of a framework -------------------------------------------------------------------

    def _late_up_to(self, deadline: Deadline, occasion: Occasion) -> list[Occasion]:
        late = [each for each in map(Occasion.from_json, deadline.plan) if each.is_late]
        return [each for each in late if each.at < occasion.at and each.name != occasion.name] + [occasion]

    def _meant(self, word: str, deadline: Deadline) -> str | int:
        return deadline.parties.get(word, word)

    def _rung_of_owner(self, deadline: Deadline) -> str:
        post = self.book.posts.get(deadline.owner_post_id)
        return post.role if post else deadline.owner

    def _resolve(self, word: str, deadline: Deadline, below: frozenset[int]) -> list[Recipient]:
        if word == "owner":
            return self.holders(deadline)
        meant = self._meant(word, deadline)
        if meant in ("raiser", "answerer", "answerer_line", "confirmer"):
            # A word that nobody explained when the clock was opened: its holder hears, never nobody.
            return self.holders(deadline)
        return self._people(meant, deadline, below)

    def _people(
        self, word: str | int, deadline: Deadline, without: frozenset[int] = frozenset()
    ) -> list[Recipient]:
        subject = deadline.subject
        if subject.is_restricted or word in RELATION_FALLS_TO:
            return people_for(word, subject, book=self.book, guardians=self._named(deadline), without=without)
        known = (word, subject.team_id, without)
        if known not in self._known:
            self._known[known] = people_for(word, subject, book=self.book, without=without)
        return self._known[known]

    def _named(self, deadline: Deadline) -> Iterable[int] | None:
        if self._guardians is None or not deadline.subject.is_restricted:
            return None
        return self._guardians.get(deadline.subject_id, ())

    @staticmethod
    def _once(groups: Iterable[list[Recipient]]) -> list[Recipient]:
        first: dict[int, Recipient] = {}
        for group in groups:
            for who in group:
                first.setdefault(who.person_pk, who)
        return list(first.values())


def _keys(people: Iterable[Recipient]) -> set[int]:
    return {who.person_pk for who in people}
