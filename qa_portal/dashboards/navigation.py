"""The main navigation, put together by name, so that the ground knows no app above it.

An app says what it adds when it loads::

    register_nav("Registers", "register-list", shown_to=is_insights, order=40)

Entries of one group are one entry of the main navigation; the pages that they lead to name each other, so that the main
navigation stays one line for whoever sees most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch

from qa_portal.addresses import address


def everyone(user) -> bool:
    """The predicate of what every signed-in person may open."""
    return True


@dataclass(frozen=True)
class NavItem:
    """One entry: its words, the name of the page that it opens, who sees it, its place (small numbers first), and the
    group that it is shown under ("" for none)."""

    label: str
    url_name: str
    shown_to: Callable[[object], bool] = everyone
    order: int = 50
    group: str = ""


@dataclass(frozen=True)
class NavLink:
    """An entry as one person sees it on one page. ``current``: this very page; ``within``: a page below it, or another
    one of its group. ``pages``: the pages of its group, where this page is one of them."""

    label: str
    url: str
    current: bool
    within: bool
    pages: tuple[NavLink, ...] = ()


_items: dict[str, NavItem] = {}


def register_nav(
    label: str,
    url_name: str,
    shown_to: Callable[[object], bool] = everyone,
    order: int = 50,
    group: str = "",
) -> None:
    """Add an entry to the main navigation, under the words of its ``group`` where it has one. Registering a page twice
    replaces its entry.

    ``shown_to(user)`` decides who sees it; it decides nothing about who may open the page.
    """
    _items[url_name] = NavItem(label, url_name, shown_to, order, group)


def navigation_for(user, path: str) -> list[NavLink]:
    """The entries that this person sees on the page at ``path``, a group as one that opens its first page. An entry
    whose page isn't there is left out; a group of one is that one."""
    found: dict[str, list[NavLink]] = {}
    for item in sorted(_items.values(), key=lambda item: (item.order, item.label)):
        try:
            url = address(item.url_name)
        except NoReverseMatch:
            continue
        if item.shown_to(user):
            within = url != "/" and path != url and path.startswith(url)
            link = NavLink(item.label, url, current=path == url, within=within)
            found.setdefault(item.group or item.url_name, []).append(link)
    return [links[0] if len(links) == 1 else _as_group(label, tuple(links)) for label, links in found.items()]


def _as_group(label: str, links: tuple[NavLink, ...]) -> NavLink:
    """Several entries as one; its pages are named on each of them, and not on the pages below."""
    first, is_here = links[0], any(link.current for link in links)
    within = not first.current and (is_here or any(link.within for link in links))
    return NavLink(label, first.url, first.current, within, links if is_here else ())
