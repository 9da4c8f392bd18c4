"""Reads a page, a mail or a table as a program would, and says what in it would run, load or be reckoned."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser

#: Attributes in which a text may stand that somebody typed: they are shown or sent back, never followed.
SHOWN = {"value", "title", "alt", "placeholder", "content", "label", "aria-label", "datetime"}
LINKS = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "xlink:href",
    "background",
    "ping",
}
HX_ADDRESSES = {"hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete", "hx-push-url", "hx-replace-url"}
#: Elements that the portal's pages never use: wherever one stands, somebody else has put it there.
NEVER = {
    "iframe",
    "object",
    "embed",
    "base",
    "math",
    "template",
    "video",
    "audio",
    "applet",
    "frame",
    "marquee",
}
#: Where no link of ours leads: another site, or a scheme that runs or reads something.
FOLLOWED = re.compile(r"(?!https?:|mailto:|tel:)[a-z][a-z0-9+.-]*:|//|\\\\|https?:/*zqx")
FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@|%＝＋－＠\t\r\n]")


def dangers(body: str, *, is_mail: bool = False) -> list[str]:
    """What would run or load in an HTML page."""
    reader = _Reader(is_mail)
    reader.feed(body)
    reader.close()
    return reader.found


def formulas(text: str) -> list[str]:
    """The cells of a CSV that a spreadsheet would reckon, whichever of its separators it takes."""
    found = []
    for separator in (",", ";", "\t"):
        for row in csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=separator):
            found += [cell for cell in row if FORMULA.match(cell)]
    return found


class _Reader(HTMLParser):
    def __init__(self, is_mail: bool) -> None:
        super().__init__()
        self.is_mail, self.inside, self.found = is_mail, "", []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"<{tag} {said}>" for said in self._dangers_of(tag, given)]
        if tag in ("script", "style"):
            self.inside = tag

    handle_startendtag = handle_starttag

    def _dangers_of(self, tag: str, given: dict[str, str]) -> Iterator[str]:
        if tag in NEVER or "zqx" in tag:
            yield "is none of ours"
        is_ours = given.get("src", "").startswith("/static/") or given.get("type") == "application/json"
        if tag == "script" and "nonce" not in given and not is_ours:
            yield "has no nonce"
        if tag == "style" and "nonce" not in given and not self.is_mail:
            yield "has no nonce"
        if tag in ("img", "link", "script") and self.is_mail:
            yield "loads something in a mail"
        if tag == "meta" and "http-equiv" in given:
            yield f"http-equiv={given['http-equiv']}"
        for name, value in given.items():
            plain = re.sub(r"\s", "", value).lower()
            if name.startswith(("on", "hx-on")) or (name == "style" and not self.is_mail) or name == "srcdoc":
                yield f"{name}={value[:40]}"
            is_picture = tag == "img" and plain.startswith("data:image/")
            if name in LINKS and FOLLOWED.match(plain) and not is_picture:
                yield f"{name}={value[:40]}"
            # "input from:#form" in hx-trigger is no address; "js:" runs wherever htmx reads it.
            is_followed = name in HX_ADDRESSES and FOLLOWED.match(plain)
            if "zqx" in name or is_followed or (name.startswith("hx-") and "js:" in plain):
                yield f"{name}={value[:40]}"

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside and "zqx" in data and ("<" in data or self.inside == "style"):
            self.found.append(f"{self.inside}: {data[max(0, data.find('zqx') - 30) :][:80]}")

    def handle_comment(self, data: str) -> None:
        if "zqx" in data:
            self.found.append(f"comment {data[:60]}")
