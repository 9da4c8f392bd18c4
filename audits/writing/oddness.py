"""Where an overall grade sits oddly with those of the sections: sentences that ask, and forbid nothing (WAL-05)."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low

from audits.grading import ORDER, rank_of
from audits.writing.answers import short
from qa_portal.frameworks.policy import Question, Scale
from qa_portal.frameworks.vocabulary import Grade

#: From how many grades on their middle says something.
FEW = 3


def oddities(overall: str, graded: Iterable[tuple[Question, str]], scale: Scale) -> list[str]:
    """Why an overall grade seems odd beside those of the questions; none where it doesn't.

    ``graded`` are the questions that apply, with the grade that stands for each.
    """
    judged = [(question, grade) for question, grade in graded if grade]
    if not overall or not judged:
        return []
    label, rank = scale.label(overall), rank_of(overall)
    ranks = [rank_of(grade) for _question, grade in judged]
    if len(ranks) > 1 and rank > max(ranks):
        return [f"Overall it is {label}, and none of the {len(ranks)} grades of the sections is as high."]
    if len(ranks) > 1 and rank < min(ranks):
        return [f"Overall it is {label}, and none of the {len(ranks)} grades of the sections is as low."]
    found = [
        f"Overall it is {label}, and “{short(question.text)}” is {scale.label(grade)}."
        for question, grade in judged
        if grade == Grade.INADEQUATE and rank >= rank_of(Grade.GOOD)
    ][:2]
    middle = median_low(ranks)
    if not found and len(ranks) >= FEW and abs(rank - middle) > 1:
        found.append(
            f"Overall it is {label}, and the middle of the {len(ranks)} grades of the sections is "
            f"{scale.label(ORDER[middle])}."
        )
    return found
