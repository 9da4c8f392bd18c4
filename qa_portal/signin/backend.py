"""Who signs in, and who asks: the person of a request, read together with what every page stands on."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from qa_portal.deadlines.closures import ClosureDay, know_closure_days
from qa_portal.outbox.models import Message
from qa_portal.people.directory import know_directory
from qa_portal.people.models import DirectoryVersion, User
from qa_portal.reading.prepared import Parts, prepared

#: Unread notices are counted up to here; the bell then says "99+".
MOST_UNREAD = 100


@prepared
def who_asks(person: int) -> Parts:
    """A person, and what every page asks: is the directory still as it was, the closure days, the unread notices."""
    unread = Message.objects.filter(recipient=person, read_at=None).order_by()
    return {
        "person": User.objects.filter(pk=person)[:1],
        "directory": DirectoryVersion.objects.filter(pk=1).values_list("token")[:1],
        "closure_days": ClosureDay.objects.order_by("day").values_list("day")[:1000],
        "unread": unread.values_list("pk")[:MOST_UNREAD],
    }


class PortalBackend(AuthenticationBackend):
    """Sign-in by email address and password; each request then reads its person in one query with the ground.

    The person has ``unread_notices`` (0 to ``MOST_UNREAD``), as they were when the request began.
    """

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None when she is gone or disabled, so that the very next request is refused."""
        found = who_asks(person=int(user_id))
        if not found["person"]:
            return None
        person: User = found["person"][0]
        if not self.user_can_authenticate(person):
            return None
        know_directory(found["directory"][0][0] if found["directory"] else None)
        know_closure_days(day for (day,) in found["closure_days"])
        person.unread_notices = len(found["unread"])
        return person
