"""docs/hostile.md: the last full result of each part of ``make hostile``, with what was counted and found.

What it is written from lies beside it, in kept.json, so that a fresh clone writes the same page.
"""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.code_digest import digest_of

from .parts import PARTS, Part

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "hostile.md"
KEPT = Path(__file__).with_name("kept.json")
#: What a result depends on beside the portal itself.
TESTS = ("tests/hostile", "tests/house", "tests/factories")

HEAD = """# What was sent by somebody who means harm

`make hostile` writes this page: the trust goals R19 to R22 in full. `make test` does some hundred requests, one of
sixty rounds and all files. What was found earlier and mended is in [security.md](security.md).

The code of a row is a digest of the portal and of these tests: `make hostile` goes on with what isn't known to find
nothing in the code as it stands, `make hostile ONLY=--anew` runs all of it.

{verdict}

| row | what | on | required | came of it | run on |
| --- | --- | --- | --- | --- | --- |
"""
TAIL = """
What the forms answered to what they didn't take up: 422 says what is wrong, 409 that it was changed meanwhile, 400
that the body is none that a browser sends, 404 that there is nothing to be had, 302 leads back, 200 shows the page
again, 204 keeps a draft.
"""


@dataclass
class Came:
    """What came of a part: how many tests, what they counted, what they found, how long it took."""

    tests: int = 0
    counts: Counter = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    minutes: float = 0.0

    @property
    def in_words(self) -> str:
        """The counts, then what was found."""
        counted = [f"{number:,} {name}" for name, number in sorted(self.counts.items())]
        found = (
            f"**{len(self.findings)} found something**, first: {self.findings[0]}" if self.findings else ""
        )
        return "; ".join([f"{self.tests} tests", *counted, found or "nothing found"])


def read(said: Path) -> Came:
    """What pytest wrote of a run."""
    came = Came()
    for case in ET.parse(said).iter("testcase"):
        came.tests += 1
        for each in case.iter("property"):
            came.counts[each.get("name")] += int(each.get("value"))
        for wrong in (*case.iter("failure"), *case.iter("error")):
            came.findings.append(f"{case.get('name')}: {(wrong.get('message') or '')[:1000]}")
    return came


def keep(part: Part, came: Came, seed: int) -> None:
    """Keep a part's result, and write the page."""
    kept = _kept()
    now = dt.datetime.now(dt.UTC)  # noqa: TID251  the date of a test run is the machine's
    kept[part.key] = {
        "tests": came.tests,
        "came": came.in_words,
        "is_clean": not came.findings,
        "findings": came.findings,
        "minutes": came.minutes,
        "on": f"{now.day} {now:%B %Y}",
        "seed": seed,
        "code": digest_of(*TESTS),
    }
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text(page_of(kept))


def left_to_do(part: Part) -> bool:
    """Whether a part isn't known to find nothing in the code as it stands."""
    found = _kept().get(part.key, {})
    return not (found.get("is_clean") and found["code"] == digest_of(*TESTS))


def page_of(kept: dict[str, Any]) -> str:
    """The page that says what is kept."""
    rows, found, waiting = "", 0, 0
    for part in PARTS:
        row = kept.get(part.key)
        waiting += row is None
        found += bool(row and not row["is_clean"])
        start = f"| {part.row} | {part.what} | {part.on} | {part.required} |"
        if row is None:
            rows += f"{start} not run in full yet | |\n"
        else:
            came = " ".join(row["came"].split()).replace("|", "/")
            came = came if len(came) < 400 else f"{came[:399]}…"
            run = f"{row['on']}, {row['minutes']} minutes, seed {row['seed']}, code {row['code']}"
            rows += f"{start} {came} | {run} |\n"
    verdict = f"**{found} of {len(PARTS)} parts found something.**" if found else "Nothing was found."
    if waiting:
        verdict += f" **{waiting} of {len(PARTS)} parts are to be run.**"
    return HEAD.format(verdict=verdict) + rows + TAIL


def _kept() -> dict[str, Any]:
    return json.loads(KEPT.read_text()) if KEPT.exists() else {}
