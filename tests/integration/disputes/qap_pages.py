"""What the tests of QAPs share: sending a page's form as it stands, with changes."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

from tests.integration.editing import fields_of, send

MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


def fill(client: Any, url: str, **changes: Any) -> Any:
    """Open a page and send its form with changes ("-" in a name is written "__"); give the answer."""
    opened = client.get(url)
    assert opened.status_code == 200, f"{url} answered {opened.status_code}"
    return send(client, url, opened, **changes)


def rows_in(response: Any, table: str = "issues") -> list[str]:
    """The keys of a table's rows, as the page shows them."""
    return fields_of(response).getlist(f"{table}-row")


def text_of(response: Any) -> str:
    """What a page says, without its markup, in one line."""
    body = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))
