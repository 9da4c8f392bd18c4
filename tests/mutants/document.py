"""docs/mutants.md: what was mutated, how many were killed, and what survived."""

from __future__ import annotations

import sys
from collections import defaultdict

from qa_portal import clock

from .book import Results
from .explained import EXPLAINED
from .targets import ROOT

PAGE = ROOT / "docs" / "mutants.md"
REQUIRED = 90

HEAD = """# Mutation testing

Last run on {day}: **{killed:,} of {run:,} mutants were killed, {share}** (required: 90 %). {drawn}

`make mutants` changes one thing in the code of deadlines, permissions and transitions, runs the tests that reach
it (the 200 fastest of them) until one fails, and does so for the next. A mutant that no test notices has survived:
something could be broken there and nobody would see it. What is changed:

* an operator (`<` to `<=` and `>=`, `==`, `in`, `is`, `+`, `*`, `|`), `and` to `or`, a condition or a `not` left
  out, an `if` turned round, a condition of a question to the database left out;
* a whole number by one, `True` to `False`; what is returned, to its contrary where it is yes or no, to nothing
  elsewhere;
* a `raise`, a call or an assignment to an attribute left out;
* of a state machine: a step starts from a state less or a state more, leads elsewhere, is turned round, is open to
  anybody or to exactly those who may not, and is taken by time or by an action alone where it wasn't, and the
  reverse.

Texts, annotations, fields' lengths, indexes and migrations are left alone. The page on which the state machines
are drawn is checked against the code by a test, which would kill every changed arrow; it is left out here, so that
only tests of what the portal does count: pages, and each step and each rule asked for by everybody, in each state and
on a restricted record, against tables that are written by hand (`tests/house/table_steps.py`, `table_rules.py`). A
step that can't be taken at all counts as killed. So does a mutant that runs for ever, once it has used up its CPU
seconds twice (20 more than five times what its tests take); one that was ended from outside, or because time was
short, doesn't, and counts as survived.

| group | module | mutants | run | killed | |
| --- | --- | ---: | ---: | ---: | ---: |
"""


NOT_YET = [
    "Of the modules marked *not yet* no figure is given, since a part of a run shows first what is found first. Their"
    " guards are tests of pages, which take longest; `make mutants` goes on where it stopped, group by group"
    " (`make mutants ONLY=blockers`).",
    "",
]


def write(results: Results, *, sample: int, seed: int) -> int:
    """Write the page and say the figures; 1 when too few were killed."""
    rows = results.table(sample=sample, seed=seed)
    lines, left, equal = [], [], []
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for group, module, number, wanted, run in rows:
        if len(run) < wanted:  # what a part of them found may be what is found first
            lines.append(f"| {group} | `{module}` | {number} | not yet | | |")
            continue
        killed = sum(known["found"] == "killed" for _, known in run)
        lines.append(_row(group, f"`{module}`", number, len(run), killed))
        sums["all"] = [a + b for a, b in zip(sums["all"], (number, len(run), killed), strict=True)]
        for mutant, known in run:
            if known["found"] != "killed":
                (equal if mutant.key in EXPLAINED else left).append(mutant.key)
    number, run, killed = sums["all"]
    lines.append(_row("**all that were run**", "", number, run, killed))
    drawn = (
        "All of them were run."
        if run == number
        else f"There are {number:,} in these modules; of each at least {sample} were drawn by chance (seed {seed})."
    )
    head = HEAD.format(
        day=f"{clock.today():%-d %B %Y}", killed=killed, run=run, share=_share(killed, run), drawn=drawn
    )
    tail = [
        "",
        *NOT_YET * any(len(run) < wanted for *_, wanted, run in rows),
        "## Survivors that do the same as the code",
        "",
        f"{len(equal)} of {len(equal) + len(left)}; they count as survivors above.",
        "",
        *[f"* {_code(key)}: {EXPLAINED[key]}" for key in equal],
        "",
        "## Survivors that a test should still notice",
        "",
        *([f"* {_code(key)}" for key in left] or ["None."]),
    ]
    page = head + "\n".join([*lines, *tail]) + "\n"
    PAGE.write_text(page)
    print("\n".join(lines))
    enough = run and killed * 100 >= REQUIRED * run
    if not enough:
        print(f"Fewer than {REQUIRED} % were killed.", file=sys.stderr)
    return 0 if enough else 1


def _row(group: str, module: str, number: int, run: int, killed: int) -> str:
    return f"| {group} | {module} | {number} | {run} | {killed} | {_share(killed, run)} |"


def _share(killed: int, run: int) -> str:
    return f"{100 * killed / run:.1f} %" if run else "–"


def _code(key: str) -> str:
    return f"`{key}`" if "`" not in key else f"``{key}``"
