"""Where each kind of request is answered and how it is returned, composed by name.

Called from an app's ``AppConfig.ready``::

    register_request_page("disputes.qap", "update", "qap_answer", return_qap_request)
    register_request_page("disputes.disputestage", "confirmation", "stage_confirm", send_stage_back)

The ground knows no app above it: it finds the page by what the request is about, and calls what was registered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.urls import NoReverseMatch, reverse

from .models import RequestForResponse


class GiveBack(Protocol):
    """The action that returns a request with a note. Raises as ``take_step``."""

    def __call__(self, request: RequestForResponse, *, by: Any, note: str) -> Any: ...


@dataclass(frozen=True)
class RequestPage:
    """``url_name`` takes the key of what the request is about; ``give_back`` returns the request with a note."""

    url_name: str
    give_back: GiveBack


_pages: dict[tuple[str, str], RequestPage] = {}


def register_request_page(about: str, kind: str, url_name: str, give_back: Callable[..., Any]) -> None:
    """Say where requests of one kind about one model (``"disputes.qap"``) are answered, and how they are returned."""
    _pages[(about.lower(), str(kind))] = RequestPage(url_name, give_back)


def page_of(request: RequestForResponse) -> RequestPage | None:
    """The page registered for what a request is about and for its kind."""
    about = f"{request.about_type.app_label}.{request.about_type.model}"
    return _pages.get((about, request.kind))


def answer_url(request: RequestForResponse) -> str:
    """Where a waiting request is answered; the page of what it is about when there is no other."""
    page = page_of(request)
    if page is not None:
        try:
            return reverse(page.url_name, args=[request.about_id])
        except NoReverseMatch:
            pass
    return request.about.get_absolute_url()
