"""Pieces of plain English that a framework is told in: chapters and tables, lists, articles, sentences."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field

from .vocabulary import Relation, Role


@dataclass(frozen=True)
class Table:
    """A table: its caption, its headings, its rows."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Chapter:
    """One part of what a framework says: facts, sentences, tables."""

    key: str
    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    tables: tuple[Table, ...] = field(default=())

    @property
    def lines(self) -> list[str]:
        """Everything it says, a line each, to compare with another version."""
        said = [f"{name}: {value}" for name, value in self.facts if value] + list(self.sentences)
        for table in self.tables:
            for row in table.rows:
                first, rest = row[0], zip(table.heads[1:], row[1:], strict=True)
                said.append(
                    f"{first}: "
                    + "; ".join(f"{head.lower()}: {cell.rstrip('.')}" for head, cell in rest if cell)
                )
        return said


def listed(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    *first, end = list(words) or [""]
    return f"{', '.join(first)} {last} {end}" if first else end


def with_article(noun: str) -> str:
    """ "a dispute", "an escalation"."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def people(words: Iterable[Role | Relation], last: str = "and") -> str:
    """Roles and relations in words."""
    return listed((word.label for word in words), last)


def kinds(words: Iterable) -> str:
    """Kinds of case in words, in the middle of a sentence."""
    return listed((word.label[0].lower() + word.label[1:] for word in words), "or")


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end."""
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def months(number: int) -> str:
    """ "1 month", "6 months"."""
    return f"{number} month{'' if number == 1 else 's'}"


def days(number: int) -> str:
    """ "1 working day", "5 working days"."""
    return f"{number} working day{'' if number == 1 else 's'}"


def names_of(numbers: Iterable[int]) -> str:
    """Months by name, in the order of the year; "every month" for all of them."""
    numbers = sorted(numbers)
    return "every month" if len(numbers) == 12 else listed(calendar.month_name[number] for number in numbers)
