"""The plugin that runs mutants instead of the collected tests: see the package."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from .arrows import ArrowMutant
from .ending import dies_with_its_parent, in_fresh_process, is_doubtful, limit, words_of
from .reaching import Reached, reached_by
from .swapping import AnyMutant, NeedsFreshProcess, put_in
from .targets import Target
from .telling import TELLS, forget, tell


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
        killers: dict[str, Counter],
    ) -> None:
        self.wanted, self.jobs, self.most_tests, self.until = wanted, jobs, most_tests, until
        self.report, self.reach_only = report, reach_only
        self.database: Path | None = None
        self.killers = killers

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config) -> None:
        """The database is made here, before the forks, and by no fixture."""
        config.pluginmanager.register(_NoSetup(), "mutants-database")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session) -> bool:
        """In place of running the tests."""
        if session.testsfailed:
            raise session.Interrupted("The tests could not be collected.")
        from tests.kept_schema import kept_database  # a plugin: pytest imports it first

        self.database = kept_database()
        if any(item.nodeid.startswith("tests/house/") for item in session.items):
            self._tell(session.config)
        reached = reached_by(session, self)
        if not self.reach_only:
            self._all(session, reached)
        return True

    # -- the mutants -------------------------------------------------------------------------------

    def _tell(self, config) -> None:
        """In this process, on a database that is thrown away."""
        copy = Path(tempfile.mkdtemp(prefix="telling-")) / "test.sqlite3"
        shutil.copyfile(self.database, copy)
        settings = connections["default"].settings_dict
        before, settings["NAME"] = settings["NAME"], str(copy)
        try:
            connections.close_all()
            with unblocked(config):
                tell()
        finally:
            settings["NAME"] = before
            shutil.rmtree(copy.parent)

    def _all(self, session, reached: Reached) -> None:
        running: dict[int, tuple] = {}
        todo = [(target, mutant, False) for target, mutant in self.wanted]
        while todo or running:
            while todo and len(running) < self.jobs and time.monotonic() < self.until:
                target, mutant, again = todo.pop(0)
                tests = self._tests_for(target, mutant, reached)
                if not tests and not reached.is_complete_for(target):
                    continue
                pid, pipe = self.fork(lambda m=mutant, t=tests: self._one(session, m, t, reached))
                running[pid] = (target, mutant, pipe, again)
            if not running:
                return
            pid, status = os.wait()
            if pid not in running:
                continue
            target, mutant, pipe, again = running.pop(pid)
            said = json.loads(pipe.read_text() or "{}") if pipe.exists() else {}
            pipe.unlink(missing_ok=True)
            if is_doubtful(status) and not again:
                todo.insert(0, (target, mutant, True))
                continue
            if os.WIFSIGNALED(status):
                said = words_of(status)
            found, by = said.get("found", "broken"), said.get("by", "")
            if found == "killed":
                self.killers[mutant.module][by] += 1
            if found == "killed" or reached.is_complete_for(target):
                self.report(target, mutant, found, by)

    def _tests_for(self, target: Target, mutant: AnyMutant, reached: Reached) -> list[str]:
        """Its guards, the fastest first; one that has killed others of the module counts as so much faster.

        Those of the tables that ask for a mutant's own machine or rule by its name come before all others, and the
        tests of a module that are asked of one council are run together, so that it is laid out once.
        """
        tests = reached.tests(target, mutant)
        kills = self.killers[mutant.module]
        own = f"[{mutant.model}]" if isinstance(mutant, ArrowMutant) else f".{mutant.scope}("
        score = {test: reached.seconds[test] / (1 + kills[test]) * (own not in test) for test in tests}
        first: dict[str, float] = {}
        for test in tests:
            place = _council_of(test)
            first[place] = min(score[test], first.get(place, score[test]))
        tests.sort(key=lambda test: (first[_council_of(test)], _council_of(test), score[test]))
        return tests[: self.most_tests]

    def _one(self, session, mutant: AnyMutant, tests: list[str], reached: Reached) -> dict:
        items = {item.nodeid: item for item in session.items}
        try:
            put_in(mutant)
        except NeedsFreshProcess:
            return in_fresh_process(mutant, tests or [TELLS])
        failed: list[str] = []
        session.config.pluginmanager.register(_Stop(failed), "mutants-stop")
        started = time.process_time()
        last = [TELLS] if TELLS in items else []
        limit(sum(reached.seconds[test] for test in tests) + 30 * len(last))
        for number, test in enumerate([*tests, *last]):
            if number == len(tests):
                forget()
            follows = items[tests[number + 1]] if number + 1 < len(tests) else None
            session.config.hook.pytest_runtest_protocol(item=items[test], nextitem=follows)
            if failed:
                return {"found": "killed", "by": failed[0], "s": time.process_time() - started}
        said = f"{len(tests)} tests" if tests else "no test reaches it"
        return {"found": "survived", "by": said, "s": time.process_time() - started}

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
            dies_with_its_parent()
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


def _council_of(test: str) -> str:
    """Tests of one module that ask one council; any other test stands for itself."""
    return test.split("::")[0] if test.startswith("tests/house/") else test


def unblocked(config):
    """The database, outside a test."""
    from pytest_django.plugin import blocking_manager_key

    return config.stash[blocking_manager_key].unblock()
