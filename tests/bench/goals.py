"""What was found beside what is asked for (docs/bench.md says what each figure means)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .pages import QUERIES, RATIO

#: Pairs that a median is taken of; a line says where there were fewer.
ENOUGH = 200

#: Of a page's answer, in bytes.
MOST_BYTES = 150_000

Found = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """One goal: its number, what is measured, what is asked, what was found, whether that will do.

    ``is_met`` is None for what is only told.
    """

    number: str
    what: str
    goal: str
    found: str
    is_met: bool | None


def lines(found: Found) -> Iterator[Line]:
    """Every goal, in order."""
    parts = {
        "pages": _pages,
        "sweep": _sweep,
        "steps": _steps,
        "papers": _papers,
        "arrivals": _arrivals,
        "draws": _draws,
        "cycles": _cycles,
    }
    for name, lines_of in parts.items():
        if "error" in found[name]:
            yield Line("", f"{name} could not be measured", "", found[name]["error"][:120], False)
        else:
            yield from lines_of(found[name])


def _pages(by_size: dict[str, list[Found]]) -> Iterator[Line]:
    sizes = sorted(by_size, key=int)
    for size in sizes:
        for page in by_size[size]:
            most = RATIO[page["kind"]]
            said = f"{page['ratio']:.2f}" + (f" ({page['pairs']} pairs)" if page["pairs"] < ENOUGH else "")
            yield Line("P1", f"{page['page']}, {_in_words(size)}", f"≤ {most} × floor", said,
                       page["ratio"] <= most)  # fmt: skip
    least, largest = ({page["page"]: page for page in by_size[size]} for size in (sizes[0], sizes[-1]))
    for name, page in largest.items() if len(sizes) > 1 else ():  # one size says nothing of growth
        growth = page["ratio"] / least[name]["ratio"]
        yield Line("P2", f"{name}, growth", "≤ 1.25", f"{growth:.2f}", growth <= 1.25)
    for name, page in largest.items():
        most = QUERIES[page["kind"]]
        here, there = ((p["fewest_queries"], p["queries"]) for p in (page, least[name]))
        said = f"{page['queries']}" if here == there else f"{there[1]} and {page['queries']}"
        yield Line("P3", f"{name}, queries", f"≤ {most}, the same at any size", said,
                   max(here[1], there[1]) <= most and here == there)  # fmt: skip
    heaviest = max((p for pages in by_size.values() for p in pages), key=lambda p: p["bytes"])
    yield Line("P3", f"heaviest answer ({heaviest['page']})", "≤ 150 kB", f"{heaviest['bytes'] / 1000:.0f} kB",
               heaviest["bytes"] <= MOST_BYTES)  # fmt: skip


def _sweep(found: dict[str, Found]) -> Iterator[Line]:
    nothing, sizes, due = found["nothing due"], found["two sizes"], found["a thousand due"]
    yield Line("P4", f"sweep of {nothing['open']:,} open deadlines, nothing due", "≤ 3.5 × the statement alone",
               f"{nothing['ratio']:.2f} ({nothing['sweep_ms']:.2f} ms)", nothing["ratio"] <= 3.5)  # fmt: skip
    yield Line(
        "P4", "the same, a million to a thousand", "≤ 1.2", f"{sizes['ratio']:.2f}", sizes["ratio"] <= 1.2
    )
    yield Line("P5", "1,000 missed at once: deadline, history, alert, outbox", "≤ 8 × one statement",
               f"{due['ratio']:.2f} ({due['sweep_ms']:.0f} ms{_over(due['rounds'], 15)})",
               due["ratio"] <= 8)  # fmt: skip
    yield Line(
        "P5", "statements a batch of 500", "≤ 14", str(due["queries_a_batch"]), due["queries_a_batch"] <= 14
    )
    alone = due["statement_ms"] / 1000
    by_row = found["row by row"]["seconds_a_row"]
    yield Line(
        "",
        "the same, row by row as most would write it",
        "",
        f"{by_row * 1000 / alone:.0f} × one statement",
        None,
    )
    if helpdesk := found.get("django-helpdesk"):
        said = (f"{helpdesk['seconds_a_row'] * 1000 / alone:.0f} × one statement" if "seconds_a_row" in helpdesk
                else helpdesk["why"])  # fmt: skip
        yield Line("", "escalation sweep of django-helpdesk, 1,000 tickets", "", said, None)


def _steps(found: Found) -> Iterator[Line]:
    yield Line("P7", "a step with lock, history and outbox", "≤ 5 × a plain save",
               f"{found['step_to_save']:.2f} ({found['step_ms']:.1f} ms{_over(found['rounds'])})",
               found["step_to_save"] <= 5)  # fmt: skip
    yield Line(
        "P7",
        "its statements, savepoints counted",
        "≤ 6",
        str(found["step_queries"]),
        found["step_queries"] <= 6,
    )
    yield Line("P7", "answering a stage request, whole", "≤ 3 × that step",
               f"{found['action_to_step']:.2f} ({found['action_queries']} statements)",
               found["action_to_step"] <= 3)  # fmt: skip


def _papers(found: dict[str, Found]) -> Iterator[Line]:
    for name, what in (
        ("paper", "the report of a dispute"),
        ("report of an audit", "the report of an audit"),
    ):
        paper = found[name]
        few = f", of {paper['of_different']} in turn" if paper["of_different"] < paper["pairs"] else ""
        yield Line("P8", f"{what}, from asking to lying on the record", "≤ 1.3 × WeasyPrint alone",
                   f"{paper['ratio']:.2f} ({paper['whole_ms']:.0f} ms{few})", paper["ratio"] <= 1.3)  # fmt: skip
    paper = found["paper"]
    yield Line("P8", f"a worker grows by, over {paper['renders']} papers", "≤ 60 MiB", f"{paper['grew_mib']:.0f} MiB",
               paper["grew_mib"] <= 60)  # fmt: skip
    rows = found["longest table"]["rows"] - 1
    yield Line("P8", "the longest table of a paper with 1,200 events", "≤ 500 rows", str(rows), rows <= 500)


def _arrivals(found: list[Found]) -> Iterator[Line]:
    for each in found:
        if each["what"] == "beside papers":
            said = f"{each['ratio']:.2f} ({each['p95_ms']:.0f} ms)"
            if not each["pages_each"]:
                said += f", and no paper in {each['papers_seconds']:.0f} s"
            yield Line("P9", f"pages beside two papers of {each['pages_each'] or 'fifty'} sheets, p95", "≤ 2 × without",
                       said, each["ratio"] <= 2 and each["pages_each"] >= 40)  # fmt: skip
            continue
        yield Line("P11", f"{each['rate']} a second, {each['requests']:,} requests, errors", "0", str(each["errors"]),
                   each["errors"] == 0)  # fmt: skip
        ratio = each["p95_ms"] / each["floor_p95_ms"]
        said = f"{ratio:.2f} ({each['p95_ms']:.0f} ms)"
        if each["rate"] == 20:
            yield Line("P11", "20 a second, p95", "≤ 2.5 × floor at that rate", said, ratio <= 2.5)
        else:
            yield Line("", f"{each['rate']} a second, p95, to the floor’s at that rate", "", said, None)


def _draws(found: dict[str, Found]) -> Iterator[Line]:
    lot, whole, sheet = found["by lot"], found["whole draw"], found["spreadsheet"]
    yield Line("P12", "a weighted draw of 500 from a million", "≤ 3 × a plain Efraimidis-Spirakis",
               f"{lot['ratio']:.2f} ({lot['ms']:.0f} ms)", lot["ratio"] <= 3)  # fmt: skip
    repeats = lot["repeats"] and whole["repeats"]
    yield Line("P12", "the same seed gives the same draw", "yes", "yes" if repeats else "no", repeats)
    yield Line("P12", "500 of 50,000 with all constraints, drawn and paired", "≤ 5 s",
               f"{whole['seconds']:.1f} s", whole["seconds"] <= 5 and whole["drawn"] == 500)  # fmt: skip
    yield Line(
        "P12", "a draw that falls short says why", "yes", whole["says_why"][0], len(whole["says_why"]) > 1
    )
    yield Line("P10", f"a cycle of {sheet['rows']:,} audits as a spreadsheet", "≤ 1.5 × xlsxwriter",
               f"{sheet['ratio']:.2f} ({sheet['seconds']:.1f} s)", sheet["ratio"] <= 1.5)  # fmt: skip
    yield Line("P10", "memory for it", "≤ 40 MiB", f"{sheet['grew_mib']:.0f} MiB", sheet["grew_mib"] <= 40)


def _cycles(found: Found) -> Iterator[Line]:
    drawn = found["drawn and written"]
    yield Line("P12", f"a draw of 500 from {drawn['records']:,} records, read and written down", "≤ 5 s",
               f"{drawn['seconds']:.1f} s", drawn["seconds"] <= 5)  # fmt: skip
    for page in found["pages"]:
        most, queries = RATIO[page["kind"]], QUERIES[page["kind"]]
        yield Line("P1", f"{page['page']}, 50,000 records", f"≤ {most} × floor", f"{page['ratio']:.2f}",
                   page["ratio"] <= most)  # fmt: skip
        yield Line("P3", f"{page['page']}, queries", f"≤ {queries}", str(page["queries"]),
                   page["queries"] <= queries)  # fmt: skip
    heaviest = max(found["pages"], key=lambda page: page["bytes"])
    yield Line("P3", f"heaviest answer ({heaviest['page']})", "≤ 150 kB", f"{heaviest['bytes'] / 1000:.0f} kB",
               heaviest["bytes"] <= MOST_BYTES)  # fmt: skip
    at_once = found["twelve at once"]
    yield Line("P10", "a panel’s screens while twelve members grade at once", "≤ 3 × floor",
               f"{at_once['ratio']:.2f}", at_once["ratio"] <= 3 and not at_once["refused"])  # fmt: skip
    saved = found["one answer"]
    yield Line("P7", "saving one answer of forty", "≤ 5 × a plain save",
               f"{saved['ratio']:.2f} ({saved['answer_ms']:.1f} ms, {saved['queries']} statements)",
               saved["ratio"] <= 5)  # fmt: skip


def _over(rounds: int, enough: int = ENOUGH) -> str:
    """Over how many rounds a median was taken, where they were fewer than it asks for."""
    return f", {rounds} rounds" if rounds < enough else ""


def _in_words(size: str) -> str:
    return f"{int(size):,}"
