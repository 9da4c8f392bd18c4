"""Places in the ground's pages that apps above it fill, by name.

    fill_slot("bell", notices_bell)             # in the app's AppConfig.ready()
    {% slot "bell" %}                           {# in a template of the ground #}

A filling takes the template's context (a mapping, with ``request``) and what the tag was given, and returns
safe HTML or "". Several fillings of one slot stand one after another, small ``order`` first.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping

from django.utils.safestring import SafeString, mark_safe

Filling = Callable[..., str]

_fillings: defaultdict[str, dict[str, tuple[int, Filling]]] = defaultdict(dict)


def fill_slot(name: str, filling: Filling, order: int = 50) -> None:
    """Put ``filling`` into the slot ``name``. Filling twice with the same function counts once."""
    _fillings[name][f"{filling.__module__}.{filling.__qualname__}"] = (order, filling)


def render_slot(name: str, context: Mapping, *args) -> SafeString:
    """All that was put into the slot ``name``, in order."""
    ordered = sorted(_fillings.get(name, {}).values(), key=lambda pair: pair[0])
    return mark_safe("".join(filling(context, *args) for _, filling in ordered))  # noqa: S308  each is a template's output
