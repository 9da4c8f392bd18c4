"""What stands in the way of releasing an answer."""

from __future__ import annotations

from qa_portal.workflow.blockers import Blocker

from .models import AccessItem, AccessRequest


def blockers_to_access_request(request: AccessRequest, step: str) -> list[Blocker]:
    """Sentences; none for steps that give nothing out."""
    if step != "release":
        return []
    left = request.items.filter(decision=AccessItem.Decision.UNDECIDED).count()
    if not left:
        return []
    number = "1 item isn’t" if left == 1 else f"{left} items aren’t"
    return [Blocker(f"{number} decided yet.", f"{request.get_absolute_url()}?show=undecided")]
