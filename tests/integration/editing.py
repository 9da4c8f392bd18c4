"""Reads a form out of a page and sends it back, as a browser without JavaScript would."""

from html.parser import HTMLParser

from django.utils.datastructures import MultiValueDict


class _Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data, self.area, self.inside, self.errors = MultiValueDict(), None, False, []
        self.select = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = "data-drafts" in attrs or "novalidate" in attrs
        if tag == "option" and self.select and "selected" in attrs:
            self.data.setlist(self.select, [attrs.get("value", "")])
        if not self.inside or "name" not in attrs:
            return
        if tag == "textarea":
            self.area = attrs["name"]
            self.data.appendlist(self.area, "")
        elif tag == "select":
            self.select = attrs["name"]
            self.data.setlist(self.select, [""])
        elif tag == "input" and _is_sent(attrs):
            self.data.appendlist(attrs["name"], attrs.get("value", ""))

    def handle_data(self, data):
        if self.area:
            values = self.data.getlist(self.area)
            values[-1] += data
            self.data.setlist(self.area, values)

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            values = self.data.getlist(self.area)
            self.data.setlist(self.area, [value.removeprefix("\n") for value in values])
            self.area = None
        if tag == "select":
            self.select = None
        if tag == "form":
            self.inside = False


def _is_sent(attrs: dict) -> bool:
    kind = attrs.get("type")
    return kind not in ("submit", "file") and (kind not in ("radio", "checkbox") or "checked" in attrs)


def fields_of(response) -> MultiValueDict:
    """Everything that the page's form would send, as it stands."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.data


def send(client, url, opened, *, draft=False, **changes):
    """Send the form that ``opened`` (a response) shows, with changes; names with "-" are given with "__"."""
    data = fields_of(opened).copy()
    for name, value in changes.items():
        data.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return client.post(url, dict(data.lists()), headers={"X-Draft": "1"} if draft else {})
