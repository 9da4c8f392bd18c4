"""Which tests reach which lines of the mutated modules, and how long each takes; asked once, of the code as it is."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import os
import sys
import threading
import time
import types
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .arrows import ArrowMutant
from .operators import source_of
from .swapping import AnyMutant, forget_cached
from .targets import ROOT, TARGETS, Target

KEPT = ROOT / ".tools" / "mutants" / "reached"


@dataclass
class Reached:
    """Answers for mutants; tests that fail without one are left out."""

    lines: dict[str, dict[str, list[int]]]
    seconds: dict[str, float]
    #: Modules that have changed since some test was run: all that come to the module count.
    moved: set[str]
    #: A test of each file that hasn't been run yet.
    missing: tuple[str, ...] = ()

    def is_complete_for(self, target: Target) -> bool:
        """Whether all tests of a target are known: else a mutant may survive for want of them."""
        return not any(test.startswith(target.tests) for test in self.missing)

    def tests(self, target: Target, mutant: AnyMutant) -> list[str]:
        """The tests of a target that reach a mutant.

        A step that is now refused, or allowed elsewhere, is reached by every test in which that machine moves, and by
        the tables that ask for the machine by its name, whether or not it moves in them. What runs at import, by all
        tests of the unit files that come to the module at all, else as a step; by all of the target's where the module
        has nothing else.
        """
        first, last = mutant.lines
        mine = {
            test: modules.get(mutant.module, [])
            for test, modules in self.lines.items()
            if test in self.seconds and test.startswith(target.tests)
        }
        hitting = [test for test, hit in mine.items() if hit]
        if isinstance(mutant, ArrowMutant):
            return [test for test in mine if mine[test] or f"[{mutant.model}]" in test]
        if mutant.module in self.moved and mutant.scope:
            return hitting
        if not _is_function(mutant.module, mutant.scope):
            units = {test.split("::")[0] for test in hitting if test.startswith("tests/unit")}
            return [test for test in mine if test.split("::")[0] in units] or hitting or list(mine)
        return [test for test in hitting if any(first <= line <= last for line in mine[test])]


@functools.cache
def _functions(module: str) -> frozenset[str]:
    def names(code: types.CodeType) -> Iterator[str]:
        for each in code.co_consts:
            if isinstance(each, types.CodeType):
                yield each.co_qualname
                yield from names(each)

    code = compile(source_of(module).read_text(), module, "exec")
    return frozenset(names(code)) - set(_class_names(module))


def _class_names(module: str) -> Iterator[str]:
    def walk(node: ast.AST, prefix: str) -> Iterator[str]:
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.ClassDef):
                yield f"{prefix}{each.name}"
                yield from walk(each, f"{prefix}{each.name}.")

    yield from walk(ast.parse(source_of(module).read_text()), "")


def _is_function(module: str, scope: str) -> bool:
    return any(name == scope or name.replace(".<locals>", "") == scope for name in _functions(module))


def reached_by(session, runner) -> Reached:
    """Run every collected test once and see, unless it is known; what the time isn't enough for is missing."""
    by_file: dict[Path, list] = defaultdict(list)
    for item in session.items:
        by_file[Path(str(item.path))].append(item)
    modules = sorted({module for target in TARGETS for module in target.modules})
    states = {module: hashlib.sha256(source_of(module).read_bytes()).hexdigest() for module in modules}
    support = _support()
    kept = {
        path: KEPT / f"{path.stem}-{hashlib.sha256(support + path.read_bytes()).hexdigest()[:16]}.json"
        for path in by_file
    }
    todo = [path for path in by_file if not kept[path].exists()]
    KEPT.mkdir(parents=True, exist_ok=True)
    if todo:
        print(f"{len(todo)} files of tests are run once as they are.", flush=True)

    # No more than a third of the time, so that some mutants are run as well.
    time_is_up = time.monotonic() + (runner.until - time.monotonic()) / 3

    def trace(mine: list[Path]) -> dict:
        for path in mine:
            if time.monotonic() > (time_is_up if not runner.reach_only else runner.until):
                break
            found = _trace(session, by_file[path], modules)
            kept[path].write_text(json.dumps(found | {"states": states}))
        return {}

    children = [
        runner.fork(lambda n=n: trace(todo[n :: runner.jobs])) for n in range(runner.jobs) if todo[n:]
    ]
    for pid, answer in children:
        os.waitpid(pid, 0)
        if said := json.loads(answer.read_text()):
            print(said, flush=True)
        answer.unlink()
    if missing := [path.name for path in by_file if not kept[path].exists()]:
        print(f"Still to be run: {', '.join(missing)}.", flush=True)
    reached = Reached(
        {}, {}, set(), tuple(items[0].nodeid for path, items in by_file.items() if not kept[path].exists())
    )
    for path in by_file:
        if not kept[path].exists():
            continue
        found = json.loads(kept[path].read_text())
        reached.moved |= {module for module in modules if found["states"].get(module) != states[module]}
        reached.lines |= found["lines"]
        reached.seconds |= found["seconds"]
        for test in found["failed"]:
            print(f"  fails without any mutant, left out: {test}", flush=True)
            reached.seconds.pop(test, None)
    return reached


def _support() -> bytes:
    """What the tests rest on beside their own file: factories, scenes, tables; with another of them other tests run."""
    found = hashlib.sha256()
    for folder in ("factories", "house", "integration", "unit"):
        for path in sorted((ROOT / "tests" / folder).rglob("*.py")):
            if not path.name.startswith("test_"):
                found.update(path.read_bytes())
    return found.digest()


def _trace(session, items: list, modules: list[str]) -> dict:
    paths = {str(source_of(module)): module for module in modules}
    hit: dict[str, set[int]] = defaultdict(set)
    lines: dict[str, dict[str, list[int]]] = {}
    seconds: dict[str, float] = {}
    failed: set[str] = set()
    laid: dict[str, float] = {}

    class Note:
        def pytest_runtest_logreport(self, report) -> None:
            if report.when == "setup":
                laid[report.nodeid] = report.duration
            if report.failed:
                failed.add(report.nodeid)

    def on_line(frame, event, arg):
        if event == "line":
            hit[paths[frame.f_code.co_filename]].add(frame.f_lineno)
        return on_line

    def on_call(frame, event, arg):
        if frame.f_code.co_filename not in paths:
            return None
        hit[paths[frame.f_code.co_filename]].add(frame.f_lineno)
        return on_line

    note = Note()
    session.config.pluginmanager.register(note)
    for number, item in enumerate(items):
        follows = items[number + 1] if number + 1 < len(items) else None
        hit.clear()
        if "unit/deadlines" in item.nodeid:
            forget_cached("qa_portal/deadlines/calendar.py")
        started = time.process_time()
        threading.settrace(on_call)
        sys.settrace(on_call)
        try:
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=follows)
        finally:
            sys.settrace(None)
            threading.settrace(None)
        seconds[item.nodeid] = round(time.process_time() - started, 3)
        lines[item.nodeid] = {module: sorted(found) for module, found in hit.items()}
    session.config.pluginmanager.unregister(note)
    # What the first of a file lays for all of them, each of them needs when it runs alone.
    seconds = {
        test: round(took + max(laid.values()) - laid.get(test, 0), 3) for test, took in seconds.items()
    }
    return {"lines": lines, "seconds": seconds, "failed": sorted(failed)}
