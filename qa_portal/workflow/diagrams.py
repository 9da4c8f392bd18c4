"""The state machines as diagrams, drawn from the code (LEE-09): for README files and docs/states.md."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from .models import Stepped
from .permissions import by_time_alone
from .routes import arrows_of
from .steps import state_field


def machines() -> list[type[Stepped]]:
    """Every model that moves by steps, by app and name."""
    found = [model for model in apps.get_models() if issubclass(model, Stepped)]
    return sorted(found, key=lambda model: (model._meta.app_label, model.__name__))


def mermaid_of(model: type[Stepped]) -> str:
    """A model's state machine as a Mermaid diagram: states in words, steps with their label and whose they are."""
    field = state_field(model)
    arrows = arrows_of(model)
    targets, sources = {target for _, target, _ in arrows}, {source for source, _, _ in arrows}
    begins = [str(field.default)]
    begins += [str(value) for value, _ in field.choices if value not in targets and value not in begins]
    lines = ["stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{label}" as {value}' for value, label in field.choices]
    lines += [f"    [*] --> {value}" for value in begins]
    lines += [f"    {source} --> {target}: {_said(step)}" for source, target, step in arrows]
    lines += [
        f"    {value} --> [*]" for value, _ in field.choices if value in targets and value not in sources
    ]
    return "\n".join(lines)


def _said(step: Any) -> str:
    return f"{step.custom.get('label') or step.name} ({whose(step)})"


def whose(step: Any) -> str:
    """Whose a step is: the names of the predicates that permit it, and time's where time may take it."""
    names = "" if step.permission is by_time_alone else getattr(step.permission, "__name__", "")
    by = [name.strip("_") for name in names.split("_and_") if name]
    return " and ".join(by) + (" or time" if by and step.custom.get("by_time") else "") or "time alone"


def block_of(model: type[Stepped], level: int = 3) -> str:
    """One machine with its heading, as Markdown."""
    about = (model.__doc__ or "").strip().splitlines()[0]
    return f"{'#' * level} {model.__name__}\n\n{about}\n\n```mermaid\n{mermaid_of(model)}\n```\n"
