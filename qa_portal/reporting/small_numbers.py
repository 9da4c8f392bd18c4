"""Small numbers in what leaves the service: left out, and others with them by which they could be reckoned (NEW-08).

A number below the smallest that may be told, but for 0, is *small*. Which numbers of a table are left out says
``figures.suppression``; all of them alike, since who is told which of two were small may reckon both.
"""

from __future__ import annotations

#: What stands for a number of a table that is left out, and for one that a small one could be reckoned from.
NOT_SHOWN = "not shown"
#: What stands for a part of a whole that is small itself.
TOO_FEW = "too few to say"


def is_small(number: int | float | None, smallest: int) -> bool:
    """Whether a count is too small to be told."""
    return number is not None and 0 < number < smallest


def words_of_small(smallest: int) -> str:
    """What stands for a small number."""
    return f"fewer than {smallest}"


def part_of_whole(number: int, of: int, smallest: int) -> str:
    """ "12 of 15 (80%)" with what is small in it left out: the number, what is missing to the whole, or the whole."""
    if is_small(of, smallest):
        return TOO_FEW
    if is_small(number, smallest):
        return f"{words_of_small(smallest)} of {of}"
    if is_small(of - number, smallest):
        return f"{NOT_SHOWN}, of {of}"
    return f"{number} of {of} ({round(100 * number / of)}%)" if of else "None"
