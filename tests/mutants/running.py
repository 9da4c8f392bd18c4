"""The plugin that runs mutants instead of the collected tests: see the package."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import setup_databases

from .operators import Mutant
from .reaching import KEPT, Reached, reached_by
from .swapping import AnyMutant, NeedsFreshProcess, put_in
from .targets import ROOT, Target

#: CPU seconds that a mutant may take beyond five times what its tests take.
PATIENCE = 20


class Runner:
    """Collects, makes the database, asks which tests reach which lines, then forks once for each mutant."""

    def __init__(
        self,
        wanted: list[tuple[Target, AnyMutant]],
        *,
        jobs: int,
        most_tests: int,
        until: float,
        report: Callable[[Target, AnyMutant, str, str], None],
        reach_only: bool,
    ) -> None:
        self.wanted, self.jobs, self.most_tests, self.until = wanted, jobs, most_tests, until
        self.report, self.reach_only = report, reach_only
        self.database: Path | None = None
        self.killers: dict[str, Counter] = defaultdict(Counter)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config) -> None:
        """The database is made here, before the forks, and by no fixture."""
        config.pluginmanager.register(_NoSetup(), "mutants-database")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session) -> bool:
        """In place of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("The tests could not be collected.")
        self.database = _template(session.config)
        reached = reached_by(session, self)
        if not self.reach_only:
            self._all(session, reached)
        return True

    # -- the mutants -------------------------------------------------------------------------------

    def _all(self, session, reached: Reached) -> None:
        running: dict[int, tuple] = {}
        todo = list(self.wanted)
        while todo or running:
            while todo and len(running) < self.jobs and time.monotonic() < self.until:
                target, mutant = todo.pop(0)
                tests = self._tests_for(target, mutant, reached)
                if not tests:
                    if reached.is_complete_for(target):
                        self.report(target, mutant, "survived", "no test reaches it")
                    continue
                pid, pipe = self.fork(lambda m=mutant, t=tests: self._one(session, m, t, reached))
                running[pid] = (target, mutant, pipe)
            if not running:
                return
            pid, status = os.wait()
            if pid not in running:
                continue
            target, mutant, pipe = running.pop(pid)
            said = json.loads(pipe.read_text() or "{}") if pipe.exists() else {}
            pipe.unlink(missing_ok=True)
            if os.WIFSIGNALED(status):
                said = {"found": "killed", "by": f"signal {os.WTERMSIG(status)}"}
            found, by = said.get("found", "broken"), said.get("by", "")
            if found == "killed":
                self.killers[mutant.module][by] += 1
            if found == "killed" or reached.is_complete_for(target):
                self.report(target, mutant, found, by)

    def _tests_for(self, target: Target, mutant: AnyMutant, reached: Reached) -> list[str]:
        """Its guards, the fastest first; one that has killed others of the module counts as so much faster."""
        tests = reached.tests(target, mutant)
        kills = self.killers[mutant.module]
        tests.sort(key=lambda test: reached.seconds[test] / (1 + kills[test]))
        return tests[: self.most_tests]

    def _one(self, session, mutant: AnyMutant, tests: list[str], reached: Reached) -> dict:
        try:
            put_in(mutant)
        except NeedsFreshProcess:
            return _in_fresh_process(mutant, tests)
        failed: list[str] = []
        items = {item.nodeid: item for item in session.items}
        session.config.pluginmanager.register(_Stop(failed), "mutants-stop")
        started = time.process_time()
        _patience(PATIENCE + 5 * sum(reached.seconds[test] for test in tests))
        for number, test in enumerate(tests):
            follows = items[tests[number + 1]] if number + 1 < len(tests) else None
            session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=follows)
            if failed:
                return {"found": "killed", "by": failed[0], "s": time.process_time() - started}
        return {"found": "survived", "by": f"{len(tests)} tests", "s": time.process_time() - started}

    # -- forks -------------------------------------------------------------------------------------

    def fork(self, do) -> tuple[int, Path]:
        """Do something in a copy of this process with a copy of the database; its answer is JSON in a file."""
        folder = Path(tempfile.mkdtemp(prefix="mutant-"))
        answer = folder.with_suffix(".json")
        connections.close_all()
        pid = os.fork()
        if pid:
            return pid, answer
        try:
            null = os.open(os.devnull, os.O_RDWR)
            os.dup2(null, 1)
            os.dup2(null, 2)
            copy = folder / "test.sqlite3"
            shutil.copyfile(self.database, copy)
            connections["default"].settings_dict["NAME"] = str(copy)
            connections["default"].settings_dict["TEST"]["NAME"] = str(copy)
            answer.write_text(json.dumps(do()))
        except BaseException as error:
            answer.write_text(json.dumps({"found": "broken", "by": repr(error)[:300]}))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os._exit(0)


def _template(config) -> Path:
    """A migrated database; kept in .tools until a migration changes."""
    migrations = sorted(path for path in ROOT.glob("*/migrations/*.py"))
    state = hashlib.sha256(b"".join(path.read_bytes() for path in migrations)).hexdigest()[:16]
    kept = KEPT.parent / f"template-{state}.sqlite3"
    if not kept.exists():
        with _unblocked(config):
            setup_databases(verbosity=0, interactive=False)
            connections.close_all()
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(connections["default"].settings_dict["NAME"], kept)
    return kept


class _NoSetup:
    @pytest.fixture(scope="session")
    def django_db_setup(self):
        """It is there already."""


class _Stop:
    def __init__(self, failed: list[str]) -> None:
        self.failed = failed

    def pytest_runtest_logreport(self, report) -> None:
        """Note what fails."""
        if report.failed:
            self.failed.append(report.nodeid)


def _unblocked(config):
    from pytest_django.plugin import blocking_manager_key

    return config.stash[blocking_manager_key].unblock()


def _patience(seconds: float) -> None:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(seconds * 6))


def _in_fresh_process(mutant: Mutant, tests: list[str]) -> dict:
    """The same with a new interpreter, whose import finds the mutant."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.mutants.fresh",
            *tests,
        ],
        cwd=ROOT,
        env={**os.environ, "MUTANT": f"{mutant.module}:{mutant.number}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode == 0:
        return {"found": "survived", "by": f"{len(tests)} tests, a fresh process"}
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return {
        "found": "killed",
        "by": (failed or ["a fresh process"])[0].split(" - ")[0].removeprefix("FAILED "),
    }
