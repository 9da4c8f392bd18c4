"""R20: the renderer of PDFs reads data: addresses and our own static files, whatever the page asks it for."""

import socket

import pytest

from qa_portal.documents import pdf

ASKED_FOR = [
    "file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "file://localhost/etc/passwd", "/etc/passwd",
    "http://127.0.0.1/", "http://zqx.invalid/x.png", "https://zqx.invalid/x.png", "HTTP://zqx.invalid/",
    "//zqx.invalid/x",
    "ftp://zqx.invalid/x", "gopher://zqx.invalid/", "javascript:alert(1)", "blob:x", "about:blank", "jar:file:///x!/y",
    "static://zqx.invalid/portal/favicon.svg", "static:../manage.py", "static:portal/../../manage.py",
    "static:%2e%2e/%2e%2e/manage.py", "static:portal/%2e%2e/%2e%2e/manage.py", "static:/etc/passwd", "static:///etc/passwd",
    "static:portal\\..\\..\\manage.py", "static:portal/favicon.svg%00.png", "static:", "static:portal", "static:.",
    "static:admin/css/base.css", "static:src/js/portal.js", "http://[::1", "", " file:///etc/passwd",
]  # fmt: skip
WAYS = [
    '<img src="{0}">', '<link rel="stylesheet" href="{0}">', '<link rel="attachment" href="{0}">',
    '<a rel="attachment" href="{0}">x</a>', '<object data="{0}"></object>', '<embed src="{0}">',
    "<style>@import url('{0}');</style>", "<style>p{{background:url('{0}')}}</style>",
    "<style>@font-face{{font-family:f;src:url('{0}')}} p{{font-family:f}}</style>",
    "<style>p::before{{content:url('{0}')}} li{{list-style-image:url('{0}')}}</style>",
    '<svg><image href="{0}" width="9" height="9"/></svg>', '<svg><use href="{0}#a"/></svg>',
]  # fmt: skip


@pytest.fixture
def asked(monkeypatch):
    """What the renderer asked for and got; any connection fails the test."""
    got = []

    def no_connection(*_args, **_more):
        raise AssertionError("the renderer connects to something")

    fetch = pdf._fetch

    def watched(url, fetch_data):
        found = fetch(url, fetch_data)
        got.append(url)
        return found

    monkeypatch.setattr(pdf, "_fetch", watched)
    monkeypatch.setattr(socket.socket, "connect", no_connection)
    monkeypatch.setattr(socket, "getaddrinfo", no_connection)
    return got


@pytest.mark.parametrize("url", ASKED_FOR)
def test_nothing_is_fetched_but_what_is_ours(url):
    with pytest.raises((pdf.FetchRefused, ValueError)):
        pdf._fetch(url, None)


def test_our_own_static_files_and_what_a_page_brings_with_it_are(asked):
    made = pdf._fetch("static:portal/favicon.svg", None)
    assert made.read().startswith(b"<svg")
    inline = "data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>"
    body = f'<img alt="x" src="{inline}"><img alt="" src="static:portal/favicon.svg">'
    pdf.render_pdf(f"<html lang=en><title>x</title><body>{body}", identifier="x")
    assert [url[:8] for url in asked] == ["static:p", "data:ima", "static:p"]


def test_a_page_that_nothing_was_escaped_on_still_fetches_nothing(asked):
    """The second line: if a text ever stood in a paper as markup, the renderer would get none of what it asks for."""
    urls = ("file:///etc/passwd", "http://zqx.invalid/x", "//zqx.invalid/y", "static:../../manage.py")
    body = "".join(way.format(url) for way in WAYS for url in urls)
    made = pdf.render_pdf(f"<html lang=en><title>x</title><body><p>Words</p>{body}", identifier="x")
    assert asked == []
    assert made.startswith(b"%PDF")
    assert b"/EmbeddedFile" not in made
    assert b"root:" not in made


def test_a_picture_that_a_page_brings_with_it_fetches_nothing_either(asked):
    inside = (
        "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
        "<image xlink:href='file:///etc/passwd' width='9' height='9'/>"
        "<image href='http://zqx.invalid/p' width='9' height='9'/>"
        "<style>@import url(http://zqx.invalid/c)</style></svg>"
    )
    css = "data:text/css,@import url(file:///etc/passwd)"
    body = f'<img alt="x" src="data:image/svg+xml,{inside}"><link rel="stylesheet" href="{css}">'
    made = pdf.render_pdf(f"<html lang=en><title>x</title><body>{body}", identifier="x")
    assert made.startswith(b"%PDF")
    assert {url.split(":")[0] for url in asked} <= {"data"}


def test_an_answer_that_leads_elsewhere_is_never_asked_for(asked):
    """A redirect needs a first request; there is none, so there is nowhere to be led."""
    pdf.render_pdf(
        '<html lang=en><title>x</title><body><img alt="" src="http://127.0.0.1:1/redirect">', identifier="x"
    )
    assert asked == []
