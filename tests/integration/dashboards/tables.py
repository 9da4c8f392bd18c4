"""What a dashboard's tables say."""

from __future__ import annotations

import re


def table_of(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of the table under a chart, by its caption: label → the words of each cell."""
    table = page.split(f'govuk-table__caption">{caption}')[1].split("</table>")[0]
    found = {}
    for row in re.findall(r'<th scope="row".*?</tr>', table, re.DOTALL):
        cells = [
            re.sub(
                r'<span class="(?:portal-register__label|govuk-visually-hidden)">.*?</span>|<[^>]*>', "", cell
            )
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        found[re.search(r'__header">([^<]*)<', row)[1]] = cells
    return found


def numbers_of(page: str, caption: str) -> dict[str, list[int]]:
    """The same as whole numbers."""
    return {
        label: [int(cell.replace(",", "")) for cell in cells]
        for label, cells in table_of(page, caption).items()
    }
