"""Why a goal isn't met, and what comes next: docs/bench.md says so beside the figure, each time that it is written.

A reason is kept here for as long as its goal is missed; one whose goal is met is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """The reason for the lines of this number whose words begin so; the first that fits counts."""

    number: str
    begins: str
    why: str
    next: str


REASONS = (
    Reason(
        "P1",
        "my work",
        "At 10,000 it is met. At a million nearly all of it is the database, for those with the most to do.",
        "Next: each statement’s plan at a million, and an index that holds the lists in their order.",
    ),
    Reason(
        "P1",
        "register",
        "Options and rows are drawn by functions, and a first page keeps its plan. Filtered by team, each dispute is "
        "asked for its record, newest first, until a page is full.",
        "Next: a dispute that knows the team of its record.",
    ),
    Reason(
        "P1",
        "section of 40 questions",
        "The half of it is 440 radio buttons; a form of 120 fields is put together twice, once to say what is stored.",
        "Next: what is stored is said without a form.",
    ),
    *(
        Reason(
            "P1",
            page,
            "At 10,000 it is the building of the page, at a million the database. Not looked at yet; likely is this: "
            "the filler copies where a narrative stands and not the narrative, so that one is shared by thousands of "
            "disputes and audits, as no council’s is.",
            "Next: the filler copies narratives and panels; then each statement’s plan at a million.",
        )
        for page in ("dispute", "audit,", "audit, to read")
    ),
    *(
        Reason(
            "P1",
            page,
            "At 10,000 it is the building of rows. At a million their statements grow: they read more than they show.",
            "Next: each statement’s plan at a million, and an index in the order of the list.",
        )
        for page in ("audits", "good practice", "workload, overdue")
    ),
    Reason(
        "P1",
        "",
        "What is left is the building of the page (templates, rules, map), not the database.",
        "Next: what a page shows twice is reckoned once.",
    ),
    Reason(
        "P12",
        "a draw of 500 from 50,000 records",
        "It was 3.6 s with nothing else on the machine; half of it is the writing of 50,000 lines.",
        "Next: once more on a quiet machine.",
    ),
    Reason(
        "P2",
        "",
        "As P1: what grows is a count, or a list that the database reads further than the page shows.",
        "Next: as there.",
    ),
    Reason(
        "P3",
        "heaviest answer (section",
        "A third are the radio buttons, a fifth the comments, and what the questions say of themselves is the rest: "
        "what each grade takes is on the page once. No shipped tool has more than five questions in a section.",
        "Next: the comment’s box says its length for the page, and not for itself.",
    ),
    Reason(
        "P3",
        "",
        "Forms ask by querysets of their own, and a request that came back brings two more.",
        "Next: forms read what they show as pages do, in one statement.",
    ),
    Reason(
        "P7",
        "saving one answer",
        "A plain save is one statement, of the row alone. Saving an answer holds the audit, asks anew who may write "
        "it, and leaves two rows and two of history: eight statements and a COMMIT.",
        "Next: the row and its history in one statement on PostgreSQL.",
    ),
    Reason(
        "P7",
        "a step",
        "The step sends five statements and a COMMIT where a save sends one, and waits for each. By processor time, "
        "once lock, ground and history were statements made once, it was 4.8 times a save; by the clock 6.0 on a busy "
        "machine.",
        "Next: the row and its history in one statement on PostgreSQL; the notice by a statement made once.",
    ),
    Reason(
        "P9",
        "",
        "A paper steps back behind everything else on the machine, so that on a busy one it hardly comes forward; and "
        "pages beside it wait for the slowest page of the mix.",
        "Next: as P1.",
    ),
    Reason(
        "P11",
        "",
        "The mix asks for each of its pages equally often, so that the slowest of them alone is its slowest "
        "twentieth: the figure follows the worst page of P1. Requests come 50 ms apart; only a page that takes longer "
        "makes others queue.",
        "Next: as P1.",
    ),
    Reason(
        "",
        "arrivals",
        "The web processes were busy with pages that take seconds, and two papers weren't ready in two minutes.",
        "Next: as P1. Such a run is now ended in time, and said in P9 and P11.",
    ),
)


def reason_of(number: str, what: str) -> Reason | None:
    """The reason that is kept for a line of the table."""
    return next((r for r in REASONS if r.number == number and what.startswith(r.begins)), None)
