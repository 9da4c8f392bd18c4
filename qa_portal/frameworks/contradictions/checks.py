"""How the checks are known and made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa_portal.frameworks.yaml_source import Path

Contradiction = tuple[Path, str, str]


@dataclass(frozen=True)
class _Check:
    reads: tuple[str, ...]
    find: Callable[..., Iterator[Contradiction]]


_checks: list[_Check] = []


def check(*reads: str):
    """Register a check of the sections named: it is handed those, and yields contradictions."""

    def register(find):
        _checks.append(_Check(reads, find))
        return find

    return register


def contradictions(sections: Mapping[str, Any]) -> list[Contradiction]:
    """All that contradicts itself in the sections given: by name, those that are sound by themselves."""
    return [
        found
        for made in _checks
        if all(name in sections for name in made.reads)
        for found in made.find(*(sections[name] for name in made.reads))
    ]


def twice(entries, attribute: str, path: Path, what: str) -> Iterator[Contradiction]:
    """What is given twice in a list, by an attribute of its entries; ``what`` names the entry in words."""
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        name = getattr(entry, attribute)
        if name in seen:
            yield (
                (*path, index, attribute),
                f"{what} “{name}” is given twice",
                f"Entry {seen[name] + 1} has it already",
            )
        seen.setdefault(name, index)
