"""The lock files name packages, versions and hashes; no host, no path, nothing of the machine that made them."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINE = re.compile(r"^[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\$|^    --hash=sha256:[0-9a-f]{64}( \\)?$")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_file_holds_names_versions_and_hashes_alone(name):
    odd = [line for line in (ROOT / name).read_text().splitlines() if not LINE.match(line)]
    assert odd == []


def test_everything_the_portal_asks_for_is_locked():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    locked = set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert {re.match(r"[a-z0-9._-]+", each.lower())[0].replace(".", "-") for each in wanted} <= locked


def test_the_npm_lock_file_names_no_host():
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
