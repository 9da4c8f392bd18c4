"""Reads every form on a page: what it asks for and what a browser would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: The frame's own forms, which stand on each page: signing out, the search, the session's "stay".
FRAME = ("/account/sign-out", "/session/stay", "/search/", "/inbox/read/")


@dataclass
class Control:
    """One thing that a form asks for. ``kind`` is an input's type, or textarea or select."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)

    @property
    def is_text(self) -> bool:
        """Whether somebody types into it."""
        return self.kind in ("text", "textarea", "search", "email", "tel", "number", "url", "password")


@dataclass
class Form:
    """One form, where it goes and how."""

    action: str
    method: str
    is_multipart: bool
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def as_it_stands(self) -> dict[str, list[str]]:
        """What a browser would send if nothing were touched."""
        return {c.name: list(c.values) for c in self.controls.values() if c.values}


def forms_in(body: str, url: str) -> list[Form]:
    """The forms of a page, those of the frame left out unless they are the page's own."""
    parser = _Forms(url)
    parser.feed(body)
    return [f for f in parser.found if f.action.split("?")[0] not in FRAME or f.action == url]


class _Forms(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.found = url, []
        self.form: Form | None = None
        self.area: Control | None = None
        self.select: Control | None = None

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(
                given.get("action") or self.url,
                given.get("method", "get").lower(),
                "multipart" in given.get("enctype", ""),
            )
            self.found.append(self.form)
        elif self.form is None:
            return
        elif tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.values = [given.get("value", "")]
        elif "name" not in given:
            return
        elif tag == "textarea":
            self.area = self._control(given["name"], "textarea")
            self.area.values = [""]
        elif tag == "select":
            self.select = self._control(given["name"], "select")
        elif tag == "button":
            self.form.buttons.append((given["name"], given.get("value", "")))
        elif tag == "input":
            self._read_input(given)

    def _read_input(self, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "submit":
            self.form.buttons.append((given["name"], value))
            return
        control = self._control(given["name"], kind)
        if kind in ("radio", "checkbox"):
            control.options.append(value or "on")
            if "checked" in given:
                control.values.append(value or "on")
        elif kind != "file":
            control.values.append(value)

    def _control(self, name: str, kind: str) -> Control:
        return self.form.controls.setdefault(name, Control(name, kind))

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.values[0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area is not None:
            self.area.values[0] = self.area.values[0].removeprefix("\n")
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.form = None
