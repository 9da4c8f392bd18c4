"""A workflow map: where a process stands, what led there, and which routes are open (MOS-19). Drawn for page
and PDF alike.

The picture uses presentation attributes only (a strict content security policy allows no style), and every
state is a word and a shape: done is a box with a tick, here a filled box with a pin, possible a dashed box.
"""

from dataclasses import dataclass, field, replace
from html import escape
from textwrap import wrap

DONE, HERE, POSSIBLE, PASSED = "done", "here", "possible", "passed over"

_INK, _QUIET, _PAPER, _LINE = "#0b0c0c", "#484949", "#ffffff", "#b1b4b6"
_WORDS = {DONE: "Done", HERE: "Here now", POSSIBLE: "Possible", PASSED: "Passed over"}

_BOX_W, _LINE_H, _GAP_X, _GAP_Y, _PAD, _LANE = 150, 19, 40, 22, 12, 14
_FONT = "Arial, Liberation Sans, Helvetica, sans-serif"


@dataclass(frozen=True)
class Node:
    """A stage or state: ``state`` is one of done, here, possible, passed over; ``note`` a few words below
    its label."""

    key: str
    label: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Edge:
    """A route from one node to another: done (was taken) or possible."""

    start: str
    end: str
    state: str = POSSIBLE


@dataclass(frozen=True)
class WorkflowMap:
    """What is drawn. Routes that lead back (a return, a reopening) are drawn below the boxes, routes
    that skip some above them."""

    nodes: list[Node]
    edges: list[Edge] = field(default_factory=list)
    title: str = "Where this stands"

    @property
    def sentences(self) -> list[str]:
        """The map in words: what is done, where it is, which routes are open."""
        by_state = {state: [node.label for node in self.nodes if node.state == state] for state in _WORDS}
        said = []
        if by_state[DONE]:
            said.append(f"Done: {_listed(by_state[DONE])}.")
        if by_state[HERE]:
            said.append(f"Here now: {_listed(by_state[HERE])}.")
        if by_state[POSSIBLE]:
            said.append(f"Possible from here: {_listed(by_state[POSSIBLE])}.")
        if by_state[PASSED]:
            said.append(f"Passed over: {_listed(by_state[PASSED])}.")
        return said


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


@dataclass(frozen=True)
class _Box:
    node: Node
    lines: list[str]
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def _columns(workflow: WorkflowMap) -> dict[str, int]:
    """The column of each node: one right of the furthest that leads to it. Routes to an earlier node of the
    list lead back and don't count."""
    place = {node.key: number for number, node in enumerate(workflow.nodes)}
    column = dict.fromkeys(place, 0)
    for node in workflow.nodes:
        before = [
            edge.start
            for edge in workflow.edges
            if edge.end == node.key and place.get(edge.start, 0) < place[node.key]
        ]
        column[node.key] = max((column[key] + 1 for key in before), default=0)
    return column


def _lay_out(workflow: WorkflowMap) -> list[_Box]:
    column = _columns(workflow)
    tall: dict[int, float] = {}
    boxes = []
    for node in workflow.nodes:
        lines = wrap(node.label, 17) or [""]
        height = _PAD * 2 + _LINE_H * (len(lines) + 1 + len(wrap(node.note, 21)))
        at = tall.get(column[node.key], 0)
        boxes.append(_Box(node, lines, column[node.key] * (_BOX_W + _GAP_X) + 2, at + 2, height))
        tall[column[node.key]] = at + height + _GAP_Y
    whole = max(tall.values())
    # Each column is centred, so that a straight process is a straight line.
    return [
        _Box(box.node, box.lines, box.x, box.y + (whole - tall[column[box.node.key]]) / 2, box.height)
        for box in boxes
    ]


def draw(workflow: WorkflowMap, *, identifier: str = "workflow-map", colour: str = "#1d4f76") -> str:
    """The map as one ``<svg>``. ``colour`` fills the box where the process stands; ``identifier`` keeps ids
    apart where a page has several maps. "" for a map without nodes."""
    if not workflow.nodes:
        return ""
    boxes = _lay_out(workflow)
    at = {box.node.key: box for box in boxes}
    edges = [edge for edge in workflow.edges if edge.start in at and edge.end in at]
    back = [edge for edge in edges if at[edge.end].x <= at[edge.start].x]
    over = [edge for edge in edges if edge not in back and _is_blocked(at[edge.start], at[edge.end], boxes)]
    if over:
        lift = _LANE * len(over) + 6
        boxes = [replace(box, y=box.y + lift) for box in boxes]
        at = {box.node.key: box for box in boxes}
    width = max(box.x for box in boxes) + _BOX_W + 2
    bottom = max(box.y + box.height for box in boxes)
    height = bottom + 2 + (_LANE * len(back) + 4 if back else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{identifier}-title {identifier}-desc" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" font-family="{_FONT}">',
        f'<title id="{identifier}-title">{escape(workflow.title)}</title>',
        f'<desc id="{identifier}-desc">{escape(" ".join(workflow.sentences))}</desc>',
    ]
    for edge in edges:
        start, end = at[edge.start], at[edge.end]
        if edge in back:
            parts.append(_draw_below(start, end, edge.state, bottom + _LANE * (back.index(edge) + 1)))
        elif edge in over:
            parts.append(_draw_above(start, end, edge.state, 2 + _LANE * over.index(edge)))
        else:
            parts.append(_draw_across(start, end, edge.state))
    parts += [_draw_box(box, colour) for box in boxes]
    return "".join([*parts, "</svg>"])


def _is_blocked(start: _Box, end: _Box, boxes: list[_Box]) -> bool:
    """Whether a line straight across from ``start`` would run through a box between the two."""
    return any(
        start.x < box.x < end.x and box.y - 3 <= start.middle <= box.y + box.height + 3 for box in boxes
    )


def _stroke(state: str) -> str:
    return (
        f'stroke="{_INK}" stroke-width="2.5"'
        if state == DONE
        else f'stroke="{_QUIET}" stroke-width="1.5" stroke-dasharray="5 4"'
    )


def _draw_across(start: _Box, end: _Box, state: str) -> str:
    x1, y1, x2, y2 = start.x + _BOX_W, start.middle, end.x, end.middle
    bend = x2 - 8 - _GAP_X / 2 if abs(y1 - y2) > 1 else x1
    path = f"M{x1:.1f} {y1:.1f}H{bend:.1f}V{y2:.1f}H{x2 - 8:.1f}"
    return _line(path, state) + _head(f"M{x2:.1f} {y2:.1f}l-9 -5v10z", state)


def _draw_above(start: _Box, end: _Box, state: str, y: float) -> str:
    """A route that passes over the boxes between."""
    x1, x2 = start.x + _BOX_W / 2 + 12, end.x + _BOX_W / 2 - 12
    path = f"M{x1:.1f} {start.y:.1f}V{y:.1f}H{x2:.1f}V{end.y - 8:.1f}"
    return _line(path, state) + _head(f"M{x2:.1f} {end.y:.1f}l-5 -9h10z", state)


def _draw_below(start: _Box, end: _Box, state: str, y: float) -> str:
    """A route that leads back."""
    x1, x2, foot = start.x + _BOX_W / 2 + 12, end.x + _BOX_W / 2 - 12, end.y + end.height
    path = f"M{x1:.1f} {start.y + start.height:.1f}V{y:.1f}H{x2:.1f}V{foot + 8:.1f}"
    return _line(path, state) + _head(f"M{x2:.1f} {foot:.1f}l-5 9h10z", state)


def _line(path: str, state: str) -> str:
    return f'<path d="{path}" fill="none" {_stroke(state)}/>'


def _head(path: str, state: str) -> str:
    return f'<path d="{path}" fill="{_INK if state == DONE else _QUIET}"/>'


def _draw_box(box: _Box, colour: str) -> str:
    state = box.node.state
    here = state == HERE
    fill, ink = (colour, _PAPER) if here else (_PAPER, _INK if state == DONE else _QUIET)
    border = {
        DONE: f'stroke="{_INK}" stroke-width="2"',
        HERE: f'stroke="{colour}" stroke-width="2"',
        POSSIBLE: f'stroke="{_QUIET}" stroke-width="1.5" stroke-dasharray="6 4"',
        PASSED: f'stroke="{_LINE}" stroke-width="1.5"',
    }[state]
    parts = [
        f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{_BOX_W}" height="{box.height:.1f}" '
        f'rx="{3 if state == DONE else 10}" fill="{fill}" {border}/>',
    ]
    x, y = box.x + _PAD, box.y + _PAD + 13
    parts.append(_sign(state, x, y, ink))
    parts.append(_text(_WORDS[state], x + 20, y, ink))
    for line in box.lines:
        y += _LINE_H
        parts.append(_text(line, x, y, ink, 'font-size="15" font-weight="700"'))
    for line in wrap(box.node.note, 21):
        y += _LINE_H
        parts.append(_text(line, x, y, ink))
    return "".join(parts)


def _text(words: str, x: float, y: float, ink: str, size: str = 'font-size="13"') -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {size} fill="{ink}">{escape(words)}</text>'


def _sign(state: str, x: float, y: float, ink: str) -> str:
    """A tick, a pin, an empty ring or a dash, 14 by 14."""
    top = y - 12
    if state == DONE:
        return (
            f'<path d="M{x:.1f} {top + 8:.1f}l4 4.5 8.5 -10" fill="none" stroke="{ink}" stroke-width="2.5"/>'
        )
    if state == HERE:
        return f'<path d="M{x + 6:.1f} {top + 14:.1f}l-5.5 -8a5.5 5.5 0 1 1 11 0z" fill="{ink}"/>'
    if state == POSSIBLE:
        return f'<circle cx="{x + 6:.1f}" cy="{top + 7:.1f}" r="5" fill="none" stroke="{ink}" stroke-width="1.8"/>'
    return f'<path d="M{x + 1:.1f} {top + 7:.1f}h10" stroke="{ink}" stroke-width="2"/>'
