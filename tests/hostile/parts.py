"""The parts of ``make hostile``: which of the trust goals, on what, by which tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Some tests that are run together; ``what`` says what they send, ``required`` what must come of it."""

    row: str
    what: str
    tests: tuple[str, ...]
    required: str
    on: str = "SQLite"

    @property
    def on_postgresql(self) -> bool:
        """Whether it needs the servers."""
        return self.on.startswith("PostgreSQL")

    @property
    def key(self) -> str:
        """What its result is kept under."""
        return f"{self.row} {self.on}"


BOTH_SERVERS = "PostgreSQL and Redis"
FORMS = ("tests/hostile/test_forms_fuzzed.py",)
SIGN_IN = ("tests/integration/test_sign_in_attacked.py",)
FUZZED = "every form and filter filled in and spoilt in up to four ways"
WHOLE = "no 5xx; what is refused keeps nothing, what is taken is whole and fits its columns"
SIGNED = "wrong passwords, codes and links by the thousand, who has an account, sessions planted and kept"
BLOCKED = "all blocked; refused at the next request"

PARTS = (
    Part("R19", FUZZED, FORMS, WHOLE),
    Part("R19", FUZZED, FORMS, WHOLE, BOTH_SERVERS),
    Part(
        "R20",
        "sixty payloads in every text, seen in every page, paper, mail and export, and in what each form refuses",
        ("tests/hostile/test_payloads.py", "tests/unit/documents/test_pdf_fetches.py"),
        "none runs, none fetches, no formula cell",
    ),
    Part(
        "R20",
        "the same seen by a browser",
        ("tests/journeys/test_nothing_hostile_runs.py",),
        "nothing runs, opens, loads or is even tried",
        "Chromium",
    ),
    Part(
        "R21",
        "hostile files, and bodies of a gigabyte",
        ("tests/integration/documents/test_hostile_uploads.py", "tests/unit/documents/test_large_bodies.py"),
        "none stored unchecked; memory steady",
    ),
    Part("R22", SIGNED, SIGN_IN, BLOCKED),
    Part("R22", SIGNED, SIGN_IN, BLOCKED, BOTH_SERVERS),
)
