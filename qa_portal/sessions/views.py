"""Keeping a session alive from the warning that it is about to end."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from qa_portal.sessions.ending import ACTIVE, mark_active, seconds_left


@require_POST
@login_not_required
def stay(request: HttpRequest) -> HttpResponse:
    """'Stay signed in': 204, with the seconds until the session would end in `X-Session-Ends-In`; 401 when it has ended
    already. It does nothing for somebody who isn't signed in, so it may be open to all."""
    if not request.user.is_authenticated:
        return HttpResponse("Your session has ended. Sign in again.", status=401)
    request.session.pop(ACTIVE, None)
    mark_active(request)
    return HttpResponse(status=204, headers={"X-Session-Ends-In": str(seconds_left(request))})
