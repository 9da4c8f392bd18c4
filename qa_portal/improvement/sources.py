"""What the actions of improvement plans come from. An app says it when it loads:

register_source(Source(Activity, may_agree=may_agree_for_activity, visible_to=visible_to))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from .models import ServiceAction


@dataclass(frozen=True)
class Source:
    """One kind of thing that a service undertakes something because of. It has a ``team``, and a page of its own.

    ``may_agree(user, thing)``: whether this person agrees an action with it as it stands; ``visible_to(user)``: those
    of its kind that this person may see.
    """

    model: type[Model]
    may_agree: Callable[[Any, Any], bool]
    visible_to: Callable[[Any], QuerySet]


_sources: dict[type[Model], Source] = {}


def register_source(source: Source) -> None:
    """Make a kind of source known."""
    _sources[source.model] = source


def may_agree_for(user: Any, about: Any) -> bool:
    """Whether this person agrees an action because of a thing. Raises KeyError for what is no source."""
    return _sources[type(about)].may_agree(user, about)


def source_seen_by(user: Any, action: ServiceAction) -> Any:
    """What an action came from, where this person may see it; else None."""
    source = _sources.get(action.about_type.model_class())
    return source.visible_to(user).filter(pk=action.about_id).first() if source else None
