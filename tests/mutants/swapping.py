"""Putting a mutant into a process that is already running: the code of live functions is exchanged in place."""

from __future__ import annotations

import functools
import gc
import importlib
import types

from .arrows import ArrowMutant, change
from .operators import Mutant, source_of, tree_of

AnyMutant = Mutant | ArrowMutant


class NeedsFreshProcess(Exception):
    """What this mutant changes runs when its module is imported."""


def put_in(mutant: AnyMutant) -> None:
    """Change this process. Raises NeedsFreshProcess where only an import could."""
    if isinstance(mutant, ArrowMutant):
        change(mutant)
        return
    path = str(source_of(mutant.module))
    new = dict(_codes(compile(tree_of(mutant), path, "exec")))
    old = dict(_codes(compile(source_of(mutant.module).read_text(), path, "exec")))
    differ = {place for place, code in new.items() if code != old[place] and place[0] != "<module>"}
    if not mutant.scope or not any(name.replace(".<locals>", "") == mutant.scope for name, _ in differ):
        raise NeedsFreshProcess(mutant.key)
    swapped = 0
    for function in gc.get_objects():
        if type(function) is not types.FunctionType or function.__code__.co_filename != path:
            continue
        place = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if place in differ:
            try:
                function.__code__ = new[place]
            except ValueError as error:  # it closes over other names than before
                raise NeedsFreshProcess(mutant.key) from error
            swapped += 1
    if not swapped:
        raise NeedsFreshProcess(mutant.key)
    forget_cached(mutant.module)


def forget_cached(module: str) -> None:
    """Empty what a module has remembered."""
    for value in vars(importlib.import_module(module.removesuffix(".py").replace("/", "."))).values():
        if isinstance(value, functools._lru_cache_wrapper):
            value.cache_clear()


def _codes(code: types.CodeType):
    """Every code object in one, by its qualified name and first line."""
    yield (code.co_qualname, code.co_firstlineno), code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)
