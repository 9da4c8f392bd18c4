"""Looks for known weaknesses with the tools that everybody uses, and fails where one says what nobody has explained.

`make scan` (all of it, about ten minutes) or `make scan ONLY="bandit semgrep"`. The parts: check, bandit, semgrep,
pip-audit, wapiti, sqlmap. Each tool lives in an environment of its own under .tools/scan/, in the versions below.
wapiti and sqlmap go, signed in, against a demonstration that is started here on the loopback with DEBUG off and thrown
away afterwards. What they say goes to var/scan/; tests/hostile/explained.toml says which findings are no weakness, and
why.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REPORTS = ROOT / "var" / "scan"
PACKAGES = {
    "static": ("bandit==1.9.4", "pip-audit==2.10.1"),
    "semgrep": ("semgrep==1.182.0",),
    "wapiti": ("wapiti3==3.2.3",),
    "sqlmap": ("sqlmap==1.10.10",),
}
OUR_CODE = ("qa_portal", "notifications", "audits", "disputes", "moderation", "tools", "manage.py")
RULES = ROOT / "tests" / "hostile" / "semgrep.yml"
HEAVY = ("MEDIUM", "HIGH", "CRITICAL")


@dataclass(frozen=True)
class Finding:
    """What a tool says: its own name for it, where, how bad, in its words."""

    tool: str
    kind: str
    where: str
    severity: str
    words: str = ""


class NotRun(Exception):
    """A part could not do its work, which is not the same as having found nothing."""


def program(environment: str, name: str) -> str:
    """The program of a tool, installed in its own environment the first time."""
    folder = ROOT / ".tools" / "scan" / environment
    stamp, wanted = folder / "packages", "\n".join(PACKAGES[environment])
    if not stamp.exists() or stamp.read_text() != wanted:
        say(f"installing {wanted.replace(chr(10), ', ')}")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        done = run([str(folder / "bin" / "pip"), "install", "-q", *PACKAGES[environment]], seconds=600)
        if done.returncode:
            raise NotRun(f"{wanted} could not be installed: {done.stderr.strip()[-300:]}")
        stamp.write_text(wanted)
    return str(folder / "bin" / name)


def run(command: list[str], *, seconds: int, **more) -> subprocess.CompletedProcess:
    """Run something in the project's folder; what takes longer than it may is ended and counts as not run."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=seconds, **more)
    except subprocess.TimeoutExpired as late:
        raise NotRun(f"{Path(command[0]).name} took longer than {seconds} seconds") from late


def say(text: str) -> None:
    """A line on the screen."""
    print(f"  {text}", flush=True)


# --- the parts ---


def check() -> Iterator[Finding]:
    """Django's own check of a deployment, with production's settings."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz-ABCDEFG",
            "ALLOWED_HOSTS": "portal.example.gov.uk",
            "PUBLIC_URL": "https://portal.example.gov.uk",
            "VAR_DIR": folder,
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "INFO"]
        done = run(command, seconds=60, env=environment)
    if done.returncode:
        for kind, words in re.findall(r"\((\w+\.\w\d+)\) (.*)", done.stderr) or [
            ("error", done.stderr[-300:])
        ]:
            yield Finding("check", kind, "settings", "MEDIUM", words)


def bandit() -> Iterator[Finding]:
    """bandit over our own code."""
    report = REPORTS / "bandit.json"
    run([program("static", "bandit"), "-q", "-r", *OUR_CODE, "-f", "json", "-o", str(report)], seconds=120)
    for found in json.loads(report.read_text())["results"]:
        yield Finding(
            "bandit", found["test_id"], found["filename"], found["issue_severity"], found["issue_text"]
        )


def semgrep() -> Iterator[Finding]:
    """Our own rules over our own code and templates; first, that each rule finds what it is there to find."""
    breaches = tomllib.loads((RULES.parent / "breaches.toml").read_text())["breach"]
    with tempfile.TemporaryDirectory() as folder:
        for number, breach in enumerate(breaches):
            (Path(folder) / f"b{number}{breach['file']}").write_text(breach["code"])
        seen = {(found["check_id"].split(".")[-1], Path(found["path"]).stem) for found in _semgrep([folder])}
    blind = [f"{b['rule']} ({b['code'].strip()[:60]})" for n, b in enumerate(breaches)
             if (b["rule"], f"b{n}") not in seen]  # fmt: skip
    if blind:
        raise NotRun(f"these rules don't find what they are for: {'; '.join(blind)}")
    for found in _semgrep([*OUR_CODE, "templates", "static/src"], report=REPORTS / "semgrep.json"):
        where, severity = found["path"], "HIGH" if found["extra"]["severity"] == "ERROR" else "MEDIUM"
        yield Finding(
            "semgrep", found["check_id"].split(".")[-1], where, severity, f"line {found['start']['line']}"
        )


def _semgrep(what: list[str], report: Path | None = None) -> list[dict]:
    command = [program("semgrep", "semgrep"), "scan", "--metrics=off", "--disable-version-check", "--quiet", "--json",
               "--no-git-ignore", "--config", str(RULES), *what]  # fmt: skip
    done = run(command, seconds=240)
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise NotRun(f"semgrep said nothing: {done.stderr[-300:]}") from None
    if report:
        report.write_text(done.stdout)
    if not found["paths"]["scanned"] or found["errors"]:
        raise NotRun(f"semgrep read {len(found['paths']['scanned'])} files: {str(found['errors'])[:300]}")
    return found["results"]


def pip_audit() -> Iterator[Finding]:
    """The locked packages against the published advisories; strict: what can't be asked isn't taken for clean."""
    command = [program("static", "pip-audit"), "--strict", "--require-hashes", "--disable-pip", "-r",
               "requirements.txt", "--progress-spinner", "off", "-f", "json"]  # fmt: skip
    done = run(command, seconds=240)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise NotRun(f"no advisories could be asked for: {done.stderr.strip()[-200:]}") from None
    (REPORTS / "pip-audit.json").write_text(done.stdout)
    for package in packages:
        for advisory in package["vulns"]:
            yield Finding("pip-audit", advisory["id"], f"{package['name']} {package['version']}", "HIGH")


def wapiti() -> Iterator[Finding]:
    """wapiti, signed in as two people, at every page and form that they can reach."""
    from tools import scan_web

    yield from (Finding("wapiti", *each) for each in scan_web.wapiti(program("wapiti", "wapiti"), REPORTS))


def sqlmap() -> Iterator[Finding]:
    """sqlmap at every parameter of every form and filter that five people can reach, signed in."""
    from tools import scan_web

    yield from (Finding("sqlmap", *each) for each in scan_web.sqlmap(program("sqlmap", "sqlmap"), REPORTS))


PARTS: dict[str, Callable[[], Iterator[Finding]]] = {
    "check": check,
    "bandit": bandit,
    "semgrep": semgrep,
    "pip-audit": pip_audit,
    "wapiti": wapiti,
    "sqlmap": sqlmap,
}


# --- what is explained ---


def explained(found: Finding, reasons: list[dict]) -> str:
    """Why a finding is no weakness; empty where nobody has said so."""
    for reason in reasons:
        if (
            reason["tool"] == found.tool
            and re.fullmatch(reason["kind"], found.kind)
            and re.search(reason["where"], found.where)
        ):
            reason["used"] = True
            return reason["why"]
    return ""


def main() -> int:
    """Run the parts that are asked for; 1 where something is found that isn't explained, or a part did not run."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    reasons = tomllib.loads((RULES.parent / "explained.toml").read_text())["explained"]
    asked = sys.argv[1:] or list(PARTS)
    lines, bad = [], 0
    for name in asked:
        started = time.monotonic()
        print(f"── {name}", flush=True)
        try:
            found = list(PARTS[name]())
        except NotRun as why:
            bad += 1
            lines.append((name, "NOT RUN", str(why)))
            continue
        heavy = [each for each in found if each.severity in HEAVY]
        new = [each for each in heavy if not explained(each, reasons)]
        for each in new:
            say(f"{each.severity} {each.kind} at {each.where}: {each.words}")
        bad += bool(new)
        took = f"{time.monotonic() - started:.0f} s"
        said = f"{len(found) - len(heavy)} low, {len(heavy) - len(new)} explained, {len(new)} to be looked at, {took}"
        lines.append((name, "FOUND" if new else "ok", said))
    unused = [r for r in reasons if r["tool"] in asked and not r.get("used") and not r.get("may_be_absent")]
    for reason in unused:
        say(f"Explains nothing any more: {reason['tool']} {reason['kind']} {reason['where']}")
    print()
    for name, state, words in lines:
        print(f"  {state:<8} {name:<10} {words}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
