"""How the checks are known and made."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qa_portal.frameworks.policy.qap import Raisers
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
    missing = {name: list(_what_is_missing(name, said)) for name, said in sections.items()}
    sections = {name: said for name, said in sections.items() if not missing[name]}
    return [
        *(found for each in missing.values() for found in each),
        *(
            found
            for made in _checks
            if all(name in sections for name in made.reads)
            for found in made.find(*(sections[name] for name in made.reads))
        ),
    ]


def _what_is_missing(name: str, process: Any) -> Iterator[Contradiction]:
    """What a process doesn't say although it is offered; nothing else of it is judged then."""
    if not isinstance(process, Raisers) or not process.offered:
        return
    for key in process.needed_where_offered:
        if key not in process.model_fields_set:
            says = type(process).model_fields[key].description.rstrip(".")
            yield (name,), f"“{key}” is missing", f"It says: {says}"
        elif getattr(process, key) == ():
            yield (name, key), "is empty", "At least 1 is needed"


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
