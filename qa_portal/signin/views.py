"""The one page of signing in that the library doesn't bring: the demo's mails."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from qa_portal.signin.mail import kept


@require_safe
@never_cache
@login_not_required
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mails of signing in, for whoever tries the demo's reset link. Outside the demo there is no such page."""
    if not settings.DEMO:
        raise Http404
    return render(request, "account/demo_mail.html", {"mails": kept()})
