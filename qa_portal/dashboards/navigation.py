"""The main navigation, put together by name, so that the ground knows no app above it.

An app says what it adds when it loads::

    register_nav("Registers", "register-list", shown_to=is_insights, order=40)
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


def everyone(user) -> bool:
    """The predicate of what every signed-in person may open."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry: its words, the name of the page that it opens, who sees it, and its place (small numbers
    first)."""

    label: str
    url_name: str
    shown_to: Callable[[object], bool] = everyone
    order: int = 50


@dataclass(frozen=True)
class NavLink:
    """An entry as one person sees it on one page. ``current``: this very page; ``within``: a page below
    it."""

    label: str
    url: str
    current: bool
    within: bool


_items: dict[str, NavItem] = {}


def register_nav(
    label: str, url_name: str, shown_to: Callable[[object], bool] = everyone, order: int = 50
) -> None:
    """Add an entry to the main navigation. Registering a page twice replaces its entry.

    ``shown_to(user)`` decides who sees it; it decides nothing about who may open the page.
    """
    _items[url_name] = NavItem(label, url_name, shown_to, order)


def navigation_for(user, path: str) -> list[NavLink]:
    """The entries that this person sees on the page at ``path``. An entry whose page isn't there is left
    out."""
    links = []
    for item in sorted(_items.values(), key=lambda item: (item.order, item.label)):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        if item.shown_to(user):
            within = url != "/" and path != url and path.startswith(url)
            links.append(NavLink(item.label, url, current=path == url, within=within))
    return links
