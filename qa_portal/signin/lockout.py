"""Locking out whoever tries passwords: 10 wrong ones for one account from one address, then 15 minutes of nothing.

Counted in the database, so it holds across processes and restarts. By account *and* address, so that a
stranger can't lock a colleague out of her own desk by typing her address."""

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def account_of(request: HttpRequest, credentials: dict | None) -> str:
    """The account that an attempt is about: the address that was typed, however it was typed."""
    credentials = credentials or {}
    typed = credentials.get("email") or credentials.get("username") or request.POST.get("login") or ""
    return typed.strip().lower()[:254]


def address_of(request: HttpRequest) -> str | None:
    """Where the attempt comes from: the peer, or what the TRUSTED_PROXIES in front of the portal say."""
    return get_client_ip(request)


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict | None
) -> HttpResponse:
    """The page for whoever is locked out: what happened, how long it lasts, what else she can do. Says the same whether
    or not the account exists."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=429)
