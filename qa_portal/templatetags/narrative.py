"""The narrative of brothers and sisters on the page of a dispute or audit."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from qa_portal.narrative.kinds import kind_of
from qa_portal.narrative.queries import narrative_for

register = template.Library()


@register.inclusion_tag("narrative/_shown.html", takes_context=True)
def shared_narrative(context: Any, thing: Any) -> dict[str, Any]:
    """The words, who wrote them when, what they were before, where else they stand; a link for who writes them."""
    user, kind = context["request"].user, kind_of(thing)
    url = reverse("narrative", args=[thing.pk, kind.key]) if kind.may_write(user, thing) else ""
    return {"shared": narrative_for(user, thing), "url": url}
