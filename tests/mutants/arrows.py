"""The mutants of the state machines: an arrow more, one less, one that leads elsewhere, open to others, or by time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from django_fsm import GET_STATE

from qa_portal.workflow.diagrams import machines
from qa_portal.workflow.steps import state_field

#: What a declaration says beyond words for a button, and what becomes of the step.
FLAGS = ("by_time", "by_action_only")


@dataclass(frozen=True)
class ArrowMutant:
    """One change of a step's declaration; ``lines`` are those of its method."""

    module: str
    model: str
    step: str
    what: str
    value: str
    lines: tuple[int, int]

    @property
    def scope(self) -> str:
        """The method that is declared."""
        return f"{self.model}.{self.step}"

    @property
    def key(self) -> str:
        """Its name."""
        return f"{self.module}:{self.scope}: {self.what} {self.value}".rstrip()


def arrow_mutants(modules: tuple[str, ...]) -> list[ArrowMutant]:
    """Every mutant of the steps whose models are in these modules."""
    found = []
    for model in machines():
        module = f"{model.__module__.replace('.', '/')}.py"
        if module not in modules:
            continue
        states = [str(value) for value, _ in state_field(model).choices]
        for name, meta in _steps(model):
            method = next(iter(meta.transitions.values())).method
            first = method.__code__.co_firstlineno
            lines = (first, max(line for *_, line in method.__code__.co_lines() if line))

            def add(what: str, value: str = "", name=name, module=module, model=model, lines=lines) -> None:
                found.append(ArrowMutant(module, model.__name__, name, what, value, lines))

            # Drawn with a seed of its own, so that the same source gives the same mutants.
            draw = random.Random(f"{model.__name__}.{name}")
            sources = [str(source) for source in meta.transitions]
            for source in sources:
                add("no more from", source)
            if others := [state for state in states if state not in sources]:
                add("also from", draw.choice(others))
            targets = _targets(meta)
            if others := [state for state in states if state not in targets]:
                add("leads to", draw.choice(others))
            if len(sources) == len(targets) == 1 and set(sources) != targets and not _is_chosen(meta):
                add("turned round")
            add("anybody may")
            add("whoever may not may")
            for flag in FLAGS:
                custom = next(iter(meta.transitions.values())).custom
                add("is no longer" if custom.get(flag) else "is now", flag)
    return found


def change(mutant: ArrowMutant) -> None:
    """Change the live declaration."""
    model = next(m for m in machines() if m.__name__ == mutant.model)
    transitions = dict(_steps(model))[mutant.step].transitions
    by_word = {str(source): source for source in transitions}
    some = next(iter(transitions.values()))
    match mutant.what:
        case "no more from":
            del transitions[by_word[mutant.value]]
        case "also from":
            transitions[mutant.value] = _copy(some, source=mutant.value)
        case "leads to":
            for each in transitions.values():
                each.target = mutant.value
        case "turned round":
            transitions.clear()
            transitions[some.target] = _copy(some, source=some.target, target=some.source)
        case "anybody may":
            for each in transitions.values():
                each.permission = lambda thing, user: True
        case "whoever may not may":
            asks = some.permission
            for each in transitions.values():
                each.permission = lambda thing, user: not asks(thing, user)
        case "is no longer" | "is now":
            for each in transitions.values():
                each.custom = each.custom | {mutant.value: mutant.what == "is now"}
        case _:
            raise LookupError(mutant.what)


def _steps(model: type) -> list[tuple[str, Any]]:
    methods = {name: getattr(model, name, None) for name in vars(model)}
    return [(name, method._django_fsm) for name, method in methods.items() if hasattr(method, "_django_fsm")]


def _is_chosen(meta: Any) -> bool:
    return any(isinstance(each.target, GET_STATE) for each in meta.transitions.values())


def _targets(meta: Any) -> set[str]:
    found: set[str] = set()
    for each in meta.transitions.values():
        found |= (
            set(map(str, each.target.allowed_states))
            if isinstance(each.target, GET_STATE)
            else {str(each.target)}
        )
    return found


def _copy(step: Any, **changed: Any) -> Any:
    given = {
        name: getattr(step, name)
        for name in ("method", "source", "target", "on_error", "conditions", "permission", "custom")
    }
    return type(step)(**{**given, **changed})
