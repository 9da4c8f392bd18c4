"""Which code a long run was of: its result is kept, and stands until the code is another."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What each depends on: the portal, and what every test stands on.
PORTAL = ("qa_portal", "audits", "disputes", "moderation", "notifications", "templates", "requirements.txt",
          "tests/servers.py", "tests/settings.py")  # fmt: skip
KINDS = {".py", ".html", ".txt", ".yaml"}


@cache
def digest_of(*tests: str) -> str:
    """Eight letters for the portal and these tests, as they were when this process asked first."""
    found = hashlib.sha256()
    for place in (ROOT / each for each in (*PORTAL, *tests)):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.suffix in KINDS and path.is_file():
                found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:8]
