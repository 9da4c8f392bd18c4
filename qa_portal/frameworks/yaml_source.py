"""Reading YAML that people wrote: plain data, the place of everything in it, and what is wrong with it.

Only the plain part of YAML is read: keys, lists, text, numbers, true and false. Anchors, aliases and tags are refused:
a framework reads like a procedure manual, and nothing in it can grow, point or build anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent, ScalarEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

LONGEST_TEXT = 200_000
"""Characters that a framework's file may have: ten times the longest there is."""

DEEPEST = 12
"""How deep lists and groups of keys may lie in one another: twice the deepest there is."""

LISTED_SECTIONS = ("tools",)
"""What may be given in several places, an entry or more in each: one list, in the order in which they stand."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Place:
    """Where something stands."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}"


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong with a framework, where, and what would be right."""

    place: Place
    where: str
    says: str
    instead: str = ""

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.place}: {where}{self.says}" + (f". {self.instead}" if self.instead else "")


@dataclass
class Reading:
    """What was read: the data, the place of each value (and of each key), and the problems.

    ``is_torn``: a part couldn't be read at all, so that what seems to be missing may well be there.
    """

    data: dict[str, Any] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_torn: bool = False

    def place_of(self, path: Path) -> Place | None:
        """The place of a value, or of the nearest thing round it; None where nothing of it was read here."""
        for end in range(len(path), 0, -1):
            for places in (self.keys, self.values):
                if path[:end] in places:
                    return places[path[:end]]
        return None


def read_yaml(text: str, file: str) -> Reading:
    """Read one file. Never raises for what the text says: the reading's ``problems`` say what is wrong."""
    reading = Reading()
    if len(text) > LONGEST_TEXT:
        problem = Problem(
            Place(file, 1), "", f"is longer than {LONGEST_TEXT:,} characters", "Split it into several files"
        )
        reading.problems.append(problem)
        return reading
    reading.is_torn = True
    try:
        parsed: list[Any] = []
        parsing = YAML(typ="safe", pure=True).parse(StringIO(text))
        reading.problems += _refused_events(_kept(parsing, parsed), file)
        if reading.problems:
            return reading
        root = _composed(parsed)
    except YAMLError as error:
        reading.problems.append(_syntax_problem(error, text, file))
        return reading
    reading.is_torn = False
    if root is None or not isinstance(root, MappingNode):
        reading.problems.append(
            Problem(
                Place(file, 1), "", "should be keys and their values", "For example  title: Our procedure"
            )
        )
        return reading
    reading.data = _plain(root, (), file, reading)
    return reading


def _kept(events: Iterable[Any], into: list[Any]) -> Iterator[Any]:
    """The events one by one, as they are asked for: what can't be read is refused before the rest is parsed."""
    for event in events:
        into.append(event)
        yield event


class _Parsed:
    """What was parsed already, as a parser gives it: parsing takes nine tenths of the time that a file takes."""

    def __init__(self, events: list[Any]):
        self._events, self._at = events, 0

    def check_event(self, *kinds: type) -> bool:
        """Whether another event follows, of one of these kinds if any are given."""
        return self._at < len(self._events) and (not kinds or isinstance(self._events[self._at], kinds))

    def peek_event(self) -> Any:
        """The next event, which stays the next."""
        return self._events[self._at]

    def get_event(self) -> Any:
        """The next event."""
        self._at += 1
        return self._events[self._at - 1]

    def dispose(self) -> None:
        """Nothing to let go of."""


def _composed(events: list[Any]) -> Node | None:
    """The nodes of what was parsed, with their tags; None for an empty text. Raises YAMLError for a second document."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Parser = lambda loader: _Parsed(events)
    return yaml.compose(StringIO())


def _refused_events(events: Iterable[Any], file: str) -> list[Problem]:
    problems, depth = [], 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            instead = (
                'Write it out where it is meant; a text that begins with & or * goes in "quotation marks"'
            )
            problems.append(
                Problem(Place(file, line), "", "anchors (&) and aliases (*) aren't read here", instead)
            )
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag:
            instead = 'Leave the tag out; a text that begins with ! goes in "quotation marks"'
            problems.append(Problem(Place(file, line), "", f"tags ({event.tag}) aren't read here", instead))
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                instead = "See the reference of frameworks for what goes where"
                return [
                    *problems,
                    Problem(Place(file, line), "", f"lies more than {DEEPEST} levels deep", instead),
                ]
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
    return problems


_SYNTAX = (
    ("\\t", "a tab stands where only spaces may", "Indent with spaces"),
    ("mapping values are not allowed", "a colon stands where none is expected",
     'Put a text that has a colon in it in "quotation marks", or check the indent of this line and the one above'),
    ("could not find expected ':'", "a key without its colon", "Write  key: value"),
    ("expected <block end>", "the indent doesn't fit the lines above",
     "Begin all keys of one group, and all entries of one list, in the same column"),
    ("single document", "a second document begins here", "Leave out the line ---"),
    ("while scanning a quoted", "a quotation mark is opened and never closed", "Close it"),
    ("unexpected end of stream", "something is opened and never closed", "Close the quotation mark or bracket"),
    ("cannot start any token", "a character that can't stand here", 'Put the text in "quotation marks"'),
)  # fmt: skip


def _syntax_problem(error: YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    told = (
        str(error)
        if not isinstance(error, MarkedYAMLError)
        else f"{error.context or ''} {error.problem or ''}"
    )
    if "while scanning a quoted" in told and error.context_mark:
        mark = error.context_mark  # where the quotation mark was opened, not where the text ends
    line = mark.line + 1 if mark else 1
    for sign, says, instead in _SYNTAX:
        if sign in told:
            return Problem(Place(file, line), "", says, instead)
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position or 0) + 1
        return Problem(
            Place(file, line), "", "has a control character in it", "Delete it; only plain text is read"
        )
    return Problem(
        Place(file, line),
        "",
        f"isn't YAML here: {' '.join(told.split())}",
        "Compare with the lines around it",
    )


def _plain(node: Node, path: Path, file: str, reading: Reading) -> Any:
    reading.values[path] = Place(file, node.start_mark.line + 1)
    if isinstance(node, MappingNode):
        return _plain_mapping(node, path, file, reading)
    if isinstance(node, SequenceNode):
        return [_plain(entry, (*path, index), file, reading) for index, entry in enumerate(node.value)]
    return _plain_scalar(node)


def _plain_mapping(node: MappingNode, path: Path, file: str, reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = Place(file, key_node.start_mark.line + 1)
        if not isinstance(key_node, ScalarNode):
            reading.problems.append(
                Problem(place, in_words(path), "a key must be a single word", "Write  key: value")
            )
            continue
        key = str(key_node.value)
        if not path and key in LISTED_SECTIONS and isinstance(value_node, SequenceNode):
            before = found.get(key, [])
            if isinstance(before, list):
                reading.keys.setdefault((key,), place)
                reading.values.setdefault((key,), Place(file, value_node.start_mark.line + 1))
                more = enumerate(value_node.value, len(before))
                found[key] = before + [_plain(entry, (key, at), file, reading) for at, entry in more]
                continue
        if key in found:
            first = reading.keys[(*path, key)].line
            instead = f"It was given on line {first} already: keep one of the two"
            reading.problems.append(
                Problem(place, in_words(path), f"the key “{key}” is given twice", instead)
            )
            continue
        reading.keys[(*path, key)] = place
        found[key] = _plain(value_node, (*path, key), file, reading)
    return found


def _plain_scalar(node: Node) -> str | int | bool | None:
    kind = str(node.tag).rsplit(":", 1)[-1]
    if kind == "null":
        return None
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "int" and len(node.value) <= 18 and node.value.lstrip("+-").isdecimal():
        return int(node.value)
    return node.value  # dates, fractions and the like stay text: the models know what they want


def in_words(path: Path) -> str:
    """A path as people say it: "disputes, levels, entry 2, answered_by"."""
    return ", ".join(
        f"entry {step + 1}" if isinstance(step, int) else step for step in path if step != "[key]"
    )
