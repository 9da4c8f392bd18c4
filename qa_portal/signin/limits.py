"""How often one address may try what needs no account; counted with the sign-in limits, in the database."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.http import HttpRequest

ALLAUTH = "allauth.account"


def may_try(request: HttpRequest, action: str) -> bool:
    """Count one try of an action that ACCOUNT_RATE_LIMITS names; False when it was one too many."""
    return ratelimit.consume(request, action=action, app=ALLAUTH, limit_get=True) is not None
