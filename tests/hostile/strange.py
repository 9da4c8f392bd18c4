"""A seeded maker of requests: a form filled in as somebody would, then spoilt in one to four ways."""

from __future__ import annotations

import io
import json
import random
import re
from dataclasses import dataclass, field
from typing import Any

from tests.data.files import docx, pdf, png

from .pages import Control, Form

#: Texts that no desk sends: what a database, a codec, a renderer or a reader's eye stumbles over.
TEXTS = [
    "\x00", "a\x00b", "\x00" * 50, "\x01\x02\x1b[31m", "\x7f", "\x85", "\u2028\u2029", "\ufeffmark", "\ufffe\uffff",
    "\u202egnp.exe", "\u2066isolate\u2069", "\u200fright to left", "שלום \u202dעולם", "\u200b\u200d\u2060", "\u00ad",
    "ＳＥＬＥＣＴ", "İıŞß", "ﬃ", "Z̸̢͕a̶l̷g̶o" + "\u0336" * 200, "👨‍👩‍👧‍👦" * 40, "\U0010ffff", "\ue000", "Ω" * 300,
    " ", "\t", "\n", "\r\n\r\n", "\u00a0", "\u3000", "", "   x   ", "x" * 201, "x" * 2001, "x" * 10_001, "x" * 20_001,
    "null", "None", "undefined", "NaN", "Infinity", "-Infinity", "true", "False", "[]", "{}", "[object Object]",
    "0", "-1", "1e309", "1_000", "٣", "²", "9" * 19, "9" * 40, "-" + "9" * 40, "9" * 5000, "2147483648",
    "9223372036854775808", "-9223372036854775809", "0x10", "1.5", "1,5", "%s%s%n", "%", "{0.__class__}", "{x}", "{",
    "{{ 7*7 }}", "{% debug %}", "${7*7}", "' OR 1=1 --", "'; DROP TABLE x; --", '"', "\\", "\\x00", "../../etc/passwd",
    "file:///etc/passwd", "javascript:alert(1)", "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0", "Bcc: all@example.com\r\nSubject: x", "a@b", "a@" + "b" * 300 + ".example",
    '"a b"@example.com', "a\n@example.com", "ä@ö.example", "a@b.example\r\nBcc: c@d.example", "#1", "new-", "new-1",
]  # fmt: skip
#: Days and times as nobody means them.
DATES = [
    "31/2/2026", "29/2/2027", "0/0/0", "00/00/0000", "1/1/1", "1/1/0001", "31/12/9999", "1/1/10000", "99/99/9999",
    "2026-13-01", "2026-02-30", "9999-12-31", "-1/1/2026", "1/1/-2026", "32 December 2026", "4 Dec", "tomorrow",
    "٤/١٢/٢٠٢٦", "4/12/2026\x00", "²/1/2026", "1/1/٢٠٢٦", "4 \u202eDecember 2026", "4 December 26" + " " * 5000,
    "1/1/1900",
    "31/12/2150", "1/1/1899", "24:00", "25:61", "-1:00", "2:30pm\x00", "٢:٣٠", "14:30:61", "0:0", "noon",
    "4/12/99999999999999",
]  # fmt: skip
#: Names that Django, a library or this portal give a meaning.
NAMES = [
    "csrfmiddlewaretoken", "_opened", "add-row", "remove-row", "confirm-remove-row", "keep-row", "discard-draft",
    "form-TOTAL_FORMS", "form-INITIAL_FORMS", "issues-row", "issues-removed", "actions-row", "actions-removed",
    "people-row", "_keep-x", "next", "id", "pk", "state", "_method", "__proto__", "constructor[prototype]", "step",
    "a[]", "a.b.c", "\x00", "x" * 5000, "", "page", "signed", "then", "issues-1-text", "issues-new-1-text",
]  # fmt: skip
KEYS = [
    "0",
    "1",
    "-1",
    "9" * 18,
    "9" * 40,
    "new-",
    "new-x",
    "new-\x00",
    "new-" + "a" * 200,
    "１",
    "²",
    "",
    "1 OR 1=1",
]
CHARSETS = [
    "utf-7", "utf-16", "utf-32", "unicode_escape", "raw_unicode_escape", "hex", "rot13", "zip", "idna", "punycode",
    "undefined", "mbcs", "no-such", "utf-8\x00", "ascii", "base64", "bz2", "cp037",
]  # fmt: skip
SENSIBLE_WORDS = ["He was told first.", "The plan is late.", "Agreed", "Please look at it.", "Moss"]


@dataclass
class Request:
    """What is sent: either a dict of fields and files, or a body of bytes with its own type."""

    url: str
    data: dict[str, list] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    spoilt: list[str] = field(default_factory=list)

    def send(self, client: Any) -> Any:
        """Send it."""
        if self.body is not None:
            return client.generic("POST", self.url, self.body, self.content_type, headers=self.headers)
        return client.post(self.url, self.data, headers=self.headers)

    def __str__(self) -> str:
        return f"{self.url} {self.spoilt} { ({k: [str(v)[:80] for v in vs] for k, vs in self.data.items()}) }"


def sensible(control: Control, chance: random.Random) -> list:
    """What somebody might really put there."""
    name, kind = control.name, control.kind
    if kind in ("radio", "select"):
        options = [o for o in control.options if o] or control.options
        return [chance.choice(options)] if options else []
    if kind == "checkbox":
        return [o for o in control.options if chance.random() < 0.7] or control.options[:1]
    if kind == "file":
        return [_file(chance)] if chance.random() < 0.8 else []
    if kind == "hidden" or (control.values and any(control.values) and chance.random() < 0.6):
        return list(control.values)
    if re.search(r"(_on|_by|date|day|from|_to|until|deadline|_at_0|_0)$", name):
        return [chance.choice(["4/12/2026", "20/11/2026", "23 November 2026", "2/3/2015", "7/12/2026"])]
    if re.search(r"(time|_at_1|_1)$", name):
        return [chance.choice(["10:00", "2:30pm"])]
    if "email" in name or kind == "email":
        return [f"person{chance.randrange(10**6)}@ambleford.example"]
    if kind == "number":
        return [str(chance.randrange(1, 20))]
    return [f"{chance.choice(SENSIBLE_WORDS)} {chance.randrange(1000)}"]


def request_for(form: Form, url: str, chance: random.Random) -> Request:
    """One request made of a form, spoilt."""
    made = Request(url)
    for control in form.controls.values():
        made.data[control.name] = sensible(control, chance)
    if form.buttons and chance.random() < 0.8:
        name, value = chance.choice(form.buttons)
        if name != "discard-draft" or chance.random() < 0.1:
            made.data[name] = [value]
    typed = [c for c in form.controls.values() if c.is_text]
    for _ in range(chance.choice([0, 1, 1, 1, 2, 4])):
        chance.choice(WAYS)(made, form, typed, chance)
    return made


# --- the ways in which a request is spoilt ---


def _strange_text(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    name = chance.choice(typed).name if typed else chance.choice(list(made.data) or NAMES)
    text = chance.choice(DATES if chance.random() < 0.3 else TEXTS)
    if chance.random() < 0.3:
        text = f"{chance.choice(SENSIBLE_WORDS)} {text}"
    made.data[name] = [text]
    made.spoilt.append(f"{name}={text[:40]!r}")


def _everything_strange(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    text = chance.choice(TEXTS)
    for control in typed:
        made.data[control.name] = [text]
    made.spoilt.append(f"all texts {text[:40]!r}")


def _choice_that_is_none(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    chosen = [c.name for c in form.controls.values() if c.kind in ("radio", "select", "checkbox", "hidden")]
    name = chance.choice(chosen or list(made.data) or NAMES)
    made.data[name] = [chance.choice(TEXTS + KEYS)]
    made.spoilt.append(f"{name} chosen {made.data[name][0][:40]!r}")


def _missing(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    for name in list(made.data):
        if chance.random() < 0.3:
            del made.data[name]
    made.spoilt.append("some missing")


def _nothing(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    made.data.clear()
    made.spoilt.append("nothing at all")


def _twice(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    for name in list(made.data):
        if chance.random() < 0.5:
            made.data[name] = made.data[name] * chance.choice([2, 3, 50])
            made.data[name].append(chance.choice(TEXTS))
    made.spoilt.append("duplicates")


def _broken_rows(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    tables = [name for name in made.data if name.endswith("-row")] or ["issues-row", "actions-row"]
    table = chance.choice(tables)
    keys = [chance.choice(KEYS) for _ in range(chance.choice([1, 2, 60, 400]))]
    made.data[table] = keys if chance.random() < 0.5 else made.data.get(table, []) + keys
    if chance.random() < 0.4:
        made.data[table.replace("-row", "-removed")] = [chance.choice(KEYS)]
    if chance.random() < 0.4:
        button = chance.choice(["add-row", "remove-row", "confirm-remove-row", "keep-row"])
        made.data[button] = [f"{chance.choice([table[:-4], 'nothing', ''])}:{chance.choice(KEYS)}"]
    for count in ("TOTAL_FORMS", "INITIAL_FORMS"):
        made.data[f"form-{count}"] = [chance.choice(["", "-1", "99999999999", "x", "\x00"])]
    made.spoilt.append(f"{table} {keys[:3]}")


def _signed_otherwise(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    real = (made.data.get("_opened") or [""])[0]
    half = real[: len(real) // 2]
    made.data["_opened"] = [chance.choice(["", "x", half, real + "x", ".eJw:1:x", "\x00", "a:b:c", "é"])]
    made.spoilt.append("opened with something else")


def _more_names(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    for _ in range(chance.choice([1, 3, 30])):
        made.data[chance.choice(NAMES)] = [chance.choice(TEXTS + KEYS)]
    made.spoilt.append("other names")


def _megabyte(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    name = chance.choice(typed).name if typed else "x"
    made.data[name] = [chance.choice(["x", "é", "<b>", "\n", "𝒳", " "]) * 1_000_000]
    made.spoilt.append(f"{name} of a million")


def _many_fields(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    made.data |= {f"f{n}": ["1"] for n in range(chance.choice([500, 1990, 2500]))}
    made.spoilt.append("thousands of fields")


def _text_for_a_file(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    files = [c.name for c in form.controls.values() if c.kind == "file"]
    if files and chance.random() < 0.6:
        made.data[chance.choice(files)] = [chance.choice(TEXTS)]
    elif typed:
        made.data[chance.choice(typed).name] = [_file(chance)]
    made.spoilt.append("text for file, or file for text")


def _as_a_draft(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    made.headers["X-Draft"] = chance.choice(["1", "1", "1", "x"])
    made.spoilt.append("as a draft")


def _as_a_fragment(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    made.headers |= {
        "HX-Request": "true",
        "HX-Target": chance.choice(TEXTS[:5]).encode("ascii", "ignore").decode(),
    }
    made.headers["HX-Target"] = re.sub(r"[\x00-\x1f\x7f]", "", made.headers["HX-Target"])
    made.spoilt.append("as a fragment")


def _query(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    made.url += chance.choice(
        ["?page=" + "9" * 40, "?page=-1", "?page=x", "?next=//evil.example", "?next=javascript:1", "?%00=%00", "?x=%ff",
         "?show=%00", "?" + "a=1&" * 300, "?team=" + "9" * 40, "?_opened=1", "?meeting=%C2%B2"]
    )  # fmt: skip
    made.spoilt.append("with a query")


def _another_body(made: Request, form: Form, typed: list[Control], chance: random.Random) -> None:
    """A body that no browser writes: other types, broken parts, strange charsets."""
    texts = {name: [v for v in values if isinstance(v, str)] for name, values in made.data.items()}
    boundary = "----hostile"
    kind = chance.choice(
        ["json", "bytes", "surrogates", "charset", "charset", "broken", "parts", "empty", "xml"]
    )
    made.content_type = "application/x-www-form-urlencoded"
    if kind == "json":
        made.body, made.content_type = json.dumps(texts).encode(), "application/json"
    elif kind == "xml":
        made.body, made.content_type = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "text/xml"
    elif kind == "bytes":
        made.body = b"&".join(f"{_url(n)}=".encode() + b"%FF%FE%C0%80%00" for n in texts)
    elif kind == "surrogates":
        made.body = b"&".join(f"{_url(n)}=".encode() + b"x%ED%A0%80%ED%B0%80y" for n in texts)
    elif kind == "empty":
        made.body = chance.choice([b"", b"&&&&", b"=", b"%", b"=&=&=", b"%00=%00"])
    elif kind == "charset":
        charset = chance.choice(CHARSETS)
        made.body = _parts(texts, boundary, rb"\ud800 +2AA- =00")
        made.content_type = f"multipart/form-data; boundary={boundary}; charset={charset}"
        if chance.random() < 0.4:
            made.body = b"&".join(f"{_url(n)}=".encode() + rb"\ud800+2AA-" for n in texts)
            made.content_type = f"application/x-www-form-urlencoded; charset={charset}"
    else:
        whole = _parts(texts, boundary, "שלום".encode())
        cut = whole[: len(whole) * 2 // 3] if kind == "broken" else whole.replace(b"\r\n\r\n", b"\r\n", 2)
        made.body = cut
        made.content_type = chance.choice(
            [f"multipart/form-data; boundary={boundary}", "multipart/form-data", "multipart/form-data; boundary=",
             "multipart/form-data; boundary=" + "x" * 300, f'multipart/form-data; boundary="{boundary}',
             f"multipart/mixed; boundary={boundary}"]
        )  # fmt: skip
    made.spoilt.append(f"body: {kind} {made.content_type[:90]}")


WAYS = [
    _strange_text, _strange_text, _strange_text, _strange_text, _everything_strange, _choice_that_is_none,
    _choice_that_is_none, _missing, _nothing, _twice, _broken_rows, _broken_rows, _signed_otherwise, _more_names,
    _megabyte, _many_fields, _text_for_a_file, _as_a_draft, _as_a_fragment, _query, _another_body, _another_body,
]  # fmt: skip


def _parts(texts: dict[str, list[str]], boundary: str, value: bytes) -> bytes:
    found = b""
    for name in texts:
        safe = re.sub(r"[^\w.-]", "_", name)[:100].encode("ascii", "ignore")
        found += b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (
            boundary.encode(),
            safe,
            value,
        )
    return found + f"--{boundary}--\r\n".encode()


def _url(name: str) -> str:
    return re.sub(r"[^\w.-]", "_", name)[:100]


def _file(chance: random.Random) -> io.BytesIO:
    name, data = chance.choice(
        [("Letter.pdf", pdf()), ("scan.png", png()), ("a.docx", docx()), ("notes.txt", b"A call."), ("x.pdf", b"MZ"),
         ("people.csv", b"name,email\n\x00,=1+1\n"), ("../../x.txt", b"x"), ("empty.pdf", b""), ("n\r\no.txt", b"a")]
    )  # fmt: skip
    file = io.BytesIO(data)
    file.name = name
    return file
