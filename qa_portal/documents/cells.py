"""Cells of files that spreadsheets open: none is ever read as a formula (LEE-18)."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

#: Where a spreadsheet that separates cells by another sign than ours would see a cell begin with a formula.
_AFTER_SEPARATOR = re.compile(r"([;\t,]\s*)(?=[=+\-@|%＝＋－＠])")


def csv_line(cells: Iterable[Any]) -> str:
    """One line of CSV; all in quotes, so that a spreadsheet that separates cells by another sign finds none outside."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerow([safe_cell(str(cell)) for cell in cells])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """A text that a spreadsheet can't take for a formula, nor any part of it that another separator would cut off."""
    text = _AFTER_SEPARATOR.sub(r"\1'", text)
    first = unicodedata.normalize("NFKC", text.lstrip()[:1])  # a wide equals sign is one, too
    is_formula = first in ("=", "+", "-", "@", "|", "%") or text[:1] in ("\t", "\r", "\n")
    return f"'{text}" if is_formula else text
