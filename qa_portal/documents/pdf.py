"""HTML in, PDF bytes out."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

#: The scheme under which a template names a static file to the renderer.
STATIC_SCHEME = "static"


class FetchRefused(ValueError):
    """The page asked for something that isn't ours to fetch."""


def render_pdf(html: str, *, identifier: str) -> bytes:
    """Make a tagged, accessible PDF (PDF/UA) of a page.

    ``identifier`` makes the same words give the same bytes. The renderer may read ``data:`` addresses
    and our own static files (``static:portal/…``), and nothing else. Takes 1.9 s to import, so the
    import stands here and not above.

    It has the priority of its process. A thread that steps back behind the rest of the machine still takes its turns
    with the interpreter, and while it waits for the processor nobody else in the worker gets on: alerts were up to
    half a minute late.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            return _fetch(url, super().fetch)

    return HTML(string=html, base_url="static:/", url_fetcher=OwnFilesOnly()).write_pdf(
        pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode(), pdf_tags=True
    )


def _fetch(url: str, fetch_data: Any) -> Any:
    from weasyprint.urls import URLFetcherResponse

    parts = urlsplit(url)
    if parts.scheme == "data":
        return fetch_data(url)
    if parts.scheme == STATIC_SCHEME and not parts.netloc:
        name = unquote(parts.path).lstrip("/")
        found = finders.find(name) if ".." not in name else None
        if found and any(Path(found).resolve().is_relative_to(folder) for folder in _own_folders()):
            with open(found, "rb") as file:
                return URLFetcherResponse(url, body=file.read())
    raise FetchRefused("A report may only use its own static files.")


def _own_folders() -> list[Path]:
    """Where our own static files lie: of the folders that are served, those of this project and no library's."""
    return [
        Path(each[1] if isinstance(each, tuple) else each).resolve() for each in settings.STATICFILES_DIRS
    ]
