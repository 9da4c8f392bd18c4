"""Loading a framework, from a folder of YAML or from one text: a sound ``Framework``, or all that is wrong with it.

A framework is a folder: the sections of its files are put together, so that a practice lead finds the disputes in
disputes.yaml and the words in terms.yaml; each audit tool may have a file of its own. ``includes`` are flattened
here, section by section: a section that the framework has itself replaces the included one whole, but ``clocks`` and
``terms`` are put together key by key. Its key, title and about are always its own. Nothing of a framework that is
wrong is loaded.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from .contradictions import contradictions
from .explaining import problems_of, suggestion
from .policy import Framework
from .yaml_source import LISTED_SECTIONS, Path, Place, Problem, Reading, in_words, read_yaml

SHIPPED = FilePath(__file__).parent / "shipped"

OWN_SECTIONS = ("key", "title", "about", "includes")
"""What a framework never takes over from one that it includes."""

MERGED_SECTIONS = ("clocks", "terms")
"""What is put together key by key; every other section replaces the included one whole."""

Library = Callable[[str], "Reading | None"]
"""Gives the flattened reading of another framework, by its key, for includes; None if there is none of that key."""


class FrameworkRefused(ValueError):
    """A framework can't be loaded; ``problems`` says all that is wrong with it, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Loaded:
    """A sound framework, and the text that it was written as."""

    framework: Framework
    text: str

    @property
    def content(self) -> dict[str, Any]:
        """All it says, defaults included, as plain data: so that later changes of a default don't reach it."""
        return self.framework.model_dump(mode="json")


def load_folder(folder: FilePath, library: Library | None = None) -> Loaded:
    """Load the framework in a folder. Includes come from ``library``; left out, from the folders beside it.

    Raises:
        FrameworkRefused: with all that is wrong, by file and line.
    """
    files = {path.name: path.read_text(encoding="utf-8") for path in _files_of(folder)}
    if not files:
        raise FrameworkRefused([Problem(Place(folder.name, 1), "", "the folder has no .yaml file in it")])
    reading = _together([_read_file(text, f"{folder.name}/{name}") for name, text in files.items()])
    framework = _loaded(
        reading, library or _folders_beside(folder), place=Place(f"{folder.name}/{next(iter(files))}", 1)
    )
    if framework.key != folder.name:
        place = reading.place_of(("key",))
        instead = f"Call the folder {framework.key}, or the framework {folder.name}"
        raise FrameworkRefused([Problem(place, "key", "isn't the name of the framework's folder", instead)])
    return Loaded(framework, "\n".join(f"# --- {name} ---\n{text}" for name, text in files.items()))


def load_text(text: str, *, library: Library, file: str = "framework.yaml") -> Loaded:
    """Load a framework from one text.

    Raises:
        FrameworkRefused: with all that is wrong, by line.
    """
    text = text.replace("\r\n", "\n")
    return Loaded(_loaded(_read_text(text, file), library, place=Place(file, 1)), text)


def reading_of(content: dict[str, Any]) -> Reading:
    """A framework's stored content as something to include: it has no places of its own."""
    return Reading(data=content)


def _folders_beside(folder: FilePath, above: tuple[str, ...] = ()) -> Library:
    """The frameworks in the folders beside one, each flattened in its turn; a circle of includes is refused."""
    line = (*above, folder.name)

    def find(key: str) -> Reading | None:
        beside = folder.parent / key
        if key in line:
            circle = " → ".join([*line[line.index(key) :], key])
            raise FrameworkRefused(
                [
                    Problem(
                        Place("", 0), "includes", f"goes round in a circle: {circle}", "Take one of them out"
                    )
                ]
            )
        if not beside.is_dir():
            return None
        reading = _together(
            [_read_file(path.read_text(encoding="utf-8"), f"{key}/{path.name}") for path in _files_of(beside)]
        )
        return _flattened(reading, _folders_beside(beside, line))

    return find


def _files_of(folder: FilePath) -> list[FilePath]:
    """The files of a framework, framework.yaml first: it says what the others are about."""
    return sorted(folder.glob("*.yaml"), key=lambda path: (path.stem != "framework", path.name))


@lru_cache(maxsize=4)
def _read_text(text: str, file: str) -> Reading:
    """A text as it is checked and then saved. As ``_read_file``; its lines may be many, so few are kept."""
    return read_yaml(text, file)


@lru_cache(maxsize=64)
def _read_file(text: str, file: str) -> Reading:
    """A file of a folder. What is read is never changed afterwards, so the same text is read once a process."""
    return read_yaml(text, file)


def _together(readings: list[Reading]) -> Reading:
    """The files of one framework as one; a section may stand in one of them only, but for ``LISTED_SECTIONS``."""
    whole = Reading()
    for reading in readings:
        whole.problems += reading.problems
        whole.is_torn = whole.is_torn or reading.is_torn
        for section in reading.data:
            before, more = whole.data.get(section), reading.data[section]
            if section in LISTED_SECTIONS and isinstance(before, list) and isinstance(more, list):
                whole.data[section] = before + more
                for mine, theirs in ((whole.keys, reading.keys), (whole.values, reading.values)):
                    mine |= _moved_on(theirs, section, len(before))
            elif section in whole.data:
                first = whole.keys[(section,)]
                says = f"the section “{section}” is given twice"
                place = reading.keys[(section,)]
                whole.problems.append(
                    Problem(place, "", says, f"It stands in {first} already: keep one of the two")
                )
            else:
                whole.data[section] = reading.data[section]
                whole.keys |= {path: place for path, place in reading.keys.items() if path[:1] == (section,)}
                whole.values |= {
                    path: place for path, place in reading.values.items() if path[:1] == (section,)
                }
    return whole


def _moved_on(places: dict[Path, Place], section: str, entries: int) -> dict[Path, Place]:
    """The places of a list's entries, where so many other entries stand before them."""
    return {
        (section, path[1] + entries, *path[2:]): place
        for path, place in places.items()
        if path[0:1] == (section,) and len(path) > 1
    }


def _flattened(own: Reading, library: Library) -> Reading:
    """A framework's reading with the sections of those that it includes, its own on top."""
    whole = Reading(problems=list(own.problems), is_torn=own.is_torn)
    included = own.data.get("includes") or []
    for index, key in enumerate(included if isinstance(included, list) else []):
        here = own.place_of(("includes", index))
        if not isinstance(key, str):
            continue
        if key == own.data.get("key"):
            whole.problems.append(
                Problem(here, "includes", "a framework can't include itself", f"Take {key} out")
            )
            continue
        try:
            found = library(key)
        except FrameworkRefused as refused:
            whole.problems += [
                p if p.place.file else Problem(here, p.where, p.says, p.instead) for p in refused.problems
            ]
            continue
        if found is None:
            instead = "Check its name, or load that framework first"
            whole.problems.append(
                Problem(here, "includes", f"there is no framework “{key}” to include", instead)
            )
            continue
        whole.problems += found.problems
        whole.is_torn = whole.is_torn or found.is_torn
        _lay_over(whole, found, but=OWN_SECTIONS, where=here)
    _lay_over(whole, own)
    return whole


def _lay_over(
    whole: Reading, above: Reading, *, but: tuple[str, ...] = (), where: Place | None = None
) -> None:
    """Put the sections of ``above`` over those that are there; ``where`` stands for places that aren't known."""
    for section, said in above.data.items():
        if section in but:
            continue
        before = whole.data.get(section)
        if section in MERGED_SECTIONS and isinstance(before, dict) and isinstance(said, dict):
            replaced = {(section, key) for key in said}
            whole.data[section] = before | said
        else:
            replaced = {(section,)}
            whole.data[section] = said
        for mine, theirs in ((whole.keys, above.keys), (whole.values, above.values)):
            for path in [path for path in mine if any(path[: len(r)] == r for r in replaced)]:
                del mine[path]
            mine |= {path: place for path, place in theirs.items() if path[:1] == (section,)}
        if where and (section,) not in whole.keys:
            whole.keys[(section,)] = where


@cache
def _model_of(section: str) -> type[BaseModel]:
    """One section's own model, so that each is judged whatever is wrong with the others."""
    field = Framework.model_fields[section]
    config = ConfigDict(strict=True, extra="forbid", frozen=True)
    return create_model(section, __config__=config, **{section: (field.annotation, field)})


def _loaded(own: Reading, library: Library, *, place: Place) -> Framework:
    """Judge a framework section by section, then as a whole; give it if nothing at all is wrong."""
    whole = _flattened(own, library)
    problems = list(whole.problems)
    if not whole.data:
        raise FrameworkRefused(problems or [Problem(place, "", "is empty", "Begin with  key: our-council")])
    for section in whole.data:
        if section not in Framework.model_fields:
            says = f"unknown section “{section}”"
            instead = suggestion(section, Framework.model_fields)
            problems.append(Problem(whole.place_of((section,)) or place, "", says, instead))
    sound: dict[str, Any] = {}
    for section, field in Framework.model_fields.items():
        if section not in whole.data:
            if field.is_required():
                if whole.is_torn:
                    continue  # it may well stand in the part that couldn't be read
                instead = f"It says: {field.description}".rstrip(".")
                problems.append(Problem(place, "", f"the section “{section}” is missing", instead))
            else:
                sound[section] = field.default
            continue
        try:
            judged = _model_of(section).model_validate_json(json.dumps({section: whole.data[section]}))
            sound[section] = getattr(judged, section)
        except ValidationError as refused:
            problems += problems_of(refused.errors(include_url=False), whole)
    for path, says, instead in contradictions(sound):
        problems.append(Problem(whole.place_of(path) or place, in_words(path), says, instead))
    if problems:
        raise FrameworkRefused(problems)
    return Framework(**sound)
