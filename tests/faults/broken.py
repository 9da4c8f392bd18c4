"""Putting a break into a process that is already running: the code of live functions is exchanged in place.

Pytest takes it with ``-p tests.faults.broken``; FAULTS_BREAK is the break's place in ``BREAKS``.
"""

from __future__ import annotations

import gc
import os
import types
from collections.abc import Iterator
from pathlib import Path

from .breaks import BREAKS

ROOT = Path(__file__).resolve().parents[2]


def put_in(number: int) -> None:
    """Break this process. Raises LookupError where the code has moved on from what the break says of it."""
    sources: dict[Path, str] = {}
    for module, text, instead in BREAKS[number].changes:
        source = sources.get(ROOT / module) or (ROOT / module).read_text()
        if source.count(text) != 1:
            raise LookupError(f"{module} has {source.count(text)} times {text!r}")
        sources[ROOT / module] = source.replace(text, instead)
    gc.unfreeze()
    for path, source in sources.items():
        if not _exchange(str(path), dict(_codes(compile(source, str(path), "exec")))):
            raise LookupError(f"nothing of {path.name} is there yet")


def pytest_collection_finish(session) -> None:
    """When everything is imported."""
    put_in(int(os.environ["FAULTS_BREAK"]))


def _exchange(path: str, new: dict[str, types.CodeType]) -> int:
    exchanged = 0
    for function in gc.get_objects():
        if type(function) is not types.FunctionType or function.__code__.co_filename != path:
            continue
        code = new.get(function.__code__.co_qualname)
        if code is not None and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code
            exchanged += 1
    return exchanged


def _codes(code: types.CodeType) -> Iterator[tuple[str, types.CodeType]]:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            yield each.co_qualname, each
            yield from _codes(each)
