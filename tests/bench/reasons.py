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
        "Each of its lists is read from an index in its order. What is left is a hundred rows: some three hundred "
        "small objects, and their drawing. The one quality assurance unit of the invented council has all panels.",
        "Next: rows of which the columns alone are read, without objects.",
    ),
    Reason(
        "P1",
        "register, by theme",
        "A dispute knows the team of its record. Within the team those of the theme are looked for, newest first, and "
        "counted ten pages ahead.",
        "Next: an index by team and theme, if councils filter so.",
    ),
    Reason(
        "P1",
        "search",
        "PostgreSQL finds three letters at a time, and all invented names begin alike (Demo…): its lists of those "
        "letters are as long as the table. The statement is put together anew for each question.",
        "Next: a statement made once for as many words.",
    ),
    Reason(
        "P1",
        "section of 40 questions",
        "The half of it is 440 radio buttons; a form of 120 fields is put together twice, once to say what is stored.",
        "Next: what is stored is said without a form.",
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
        "Each list is read in the order of an index and stops at its page. What grows is what is counted ahead of it, "
        "up to ten pages (*my work*: a thousand rows), and for a search the lists of letters that all names share.",
        "Next: the plan of each statement once more, on a quiet machine.",
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
        "it, and changes two rows, each with its history: six statements and a COMMIT.",
        "Next: answer and audit in one statement.",
    ),
    Reason(
        "P7",
        "a step",
        "The step sends four statements and a COMMIT where a save sends one, and waits for each: lock, ground, the row "
        "with its history, the notice. All are made once; by processor time it is 3.8 times a save.",
        "Next: lock and ground in one statement.",
    ),
    Reason(
        "P9",
        "",
        "Papers are made by the worker, at the priority of everything else: two of them take both processors. Pages "
        "beside them wait for their turn.",
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
