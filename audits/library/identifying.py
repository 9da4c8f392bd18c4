"""What in a text identifies a child: the step that an example passes before it enters the library (MER-18).

``Known`` is what a record and its siblings' say of people, numbers and places; ``identifying_words`` finds that in a
text, and dates, postcodes, addresses, telephone numbers and the like whoever's they are. No model is asked here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?"
)
_STREETS = (
    "avenue|close|court|crescent|drive|gardens|grove|hill|lane|mews|place|road|row|square|street|terrace|"
    "walk|way"
)

#: What identifies somebody whoever they are: the words of the sentence, and what it looks like.
PATTERNS = [
    ("a date", re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b|\b\d{4}-\d{2}-\d{2}\b")),
    (
        "a date",
        re.compile(
            rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})\b(?:,? \d{{4}})?|"
            rf"\b(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?",
            re.I,
        ),
    ),
    ("an email address", re.compile(r"\b\S+@\S+\.\w+")),
    ("a postcode", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.I)),
    ("an address", re.compile(rf"\b\d+[a-z]?,? (?:[\w'’-]+ ){{1,3}}(?:{_STREETS})\b", re.I)),
    ("a number", re.compile(r"(?<!\w)\+?\d(?:[ ./-]?\d){5,}(?!\w)")),
]

#: What is said of a name that is found.
NAME = "a name"

#: Names that are words as well: they are looked for as they are written, with a capital letter.
_ALSO_WORDS = frozenset(
    {
        "art",
        "dawn",
        "eve",
        "faith",
        "grace",
        "hope",
        "joy",
        "june",
        "may",
        "mark",
        "pat",
        "rose",
        "ray",
        "rich",
    }
    | {"summer", "autumn", "will"}
)


@dataclass(frozen=True)
class Known:
    """What is known of a child's people: the family's names, those of who works with them, references and other
    numbers, contact details; as they are written. Of who works with them the names count with a capital letter alone.
    """

    names: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    details: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Found:
    """Words of a text that identify, as they stand there, and what they are: "a name", "a date"."""

    words: str
    what: str


def identifying_words(text: str, known: Known) -> list[Found]:
    """What in a text identifies a child, each once, in the order in which it stands there."""
    plain = folded(text)
    spans: list[tuple[int, int, str]] = []
    family, staff = _parts_of(known.names), _parts_of(known.staff)
    for part in sorted(family | staff):
        as_written = part not in family or part.lower() in _ALSO_WORDS
        pattern = re.escape(part if as_written else part.lower())
        spans += _spans(rf"(?<!\w){pattern}(?!\w)", plain, NAME, 0 if as_written else re.I)
    for reference in known.references:
        loose = r"[\s./-]*".join(re.escape(sign) for sign in re.sub(r"[\s./-]", "", folded(reference)))
        spans += _spans(rf"(?<!\w){loose}(?!\w)", plain, "a reference", re.I)
    for piece in _pieces_of(known.details):
        spans += _spans(rf"(?<!\w){re.escape(piece)}(?!\w)", plain, "an address or a contact detail", re.I)
    for what, pattern in PATTERNS:
        spans += [(match.start(), match.end(), what) for match in pattern.finditer(plain)]
    found: dict[tuple[str, str], Found] = {}
    covered = -1
    for start, end, what in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end <= covered:
            continue  # within what was named already
        covered = end
        found.setdefault((plain[start:end].lower(), what), Found(plain[start:end], what))
    return list(found.values())


def folded(text: str) -> str:
    """A text without accents, with straight apostrophes and single spaces: what is typed differently is found too."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return re.sub(r"\s+", " ", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))


def _parts_of(names: Iterable[str]) -> set[str]:
    """The single words of names: somebody is known by each of them."""
    return {part for name in names for part in re.split(r"[\s-]+", folded(name)) if len(part) > 1}


def _pieces_of(details: Iterable[str]) -> set[str]:
    """The lines and parts of contact details that say enough to find somebody by."""
    pieces = {piece.strip() for detail in details for piece in re.split(r"[\n,;]", detail)}
    return {folded(piece) for piece in pieces if len(piece) > 5}


def _spans(pattern: str, text: str, what: str, flags: int) -> Iterator[tuple[int, int, str]]:
    return ((match.start(), match.end(), what) for match in re.finditer(pattern, text, flags))
