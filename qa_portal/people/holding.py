"""The answer to *who holds role R for this child*: a post, the people, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass

from .roles import Role


@dataclass(frozen=True)
class Person:
    """What the directory knows of a person."""

    pk: int
    name: str
    email: str


@dataclass(frozen=True)
class PostKey:
    """A post as the directory holds it."""

    pk: int
    role: str
    team_pk: int
    team_name: str

    @property
    def label(self) -> str:
        """The post in words, as it is shown."""
        return f"{Role(self.role).label}, {self.team_name}"


@dataclass(frozen=True)
class Holding:
    """The answer to *who holds role R*: the post, the people, and how they were found.

    ``people`` is never empty unless nobody in the council holds any post that could hear: then
    ``is_nobody`` is true and the matter is an incident.
    """

    asked: str
    post: PostKey | None
    people: tuple[Person, ...]
    climbed_from: PostKey | None = None
    fell_to_quality_team: bool = False

    @property
    def is_nobody(self) -> bool:
        """Whether no one at all could be found."""
        return not self.people

    @property
    def names(self) -> str:
        """Who, in words: names, then role and team."""
        if self.is_nobody or self.post is None:
            return "nobody"
        return f"{', '.join(p.name for p in self.people)} ({self.post.label})"

    @property
    def says(self) -> str:
        """Why it isn't the post that was asked for, as a sentence; empty when it is."""
        if self.is_nobody:
            return f"Nobody holds the role of {Role(self.asked).label}, nor any role above it."
        if self.post is None or self.post.role == self.asked:
            return ""
        asked = self.climbed_from.label if self.climbed_from else Role(self.asked).label
        return f"The post of {asked} is vacant, so this goes to {self.names}."
