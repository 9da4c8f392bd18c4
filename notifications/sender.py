"""The sender: from the outbox to the post, at least once, and recognisably the same if it comes twice.

A message is claimed by moving its ``mail_next_at`` on (a lease), sent outside any transaction, and marked after
sending. A sender that dies in between leaves the lease to run out, and the mail goes again under the same
Message-ID. A mail server that can't be reached is nobody's fault: everything waits, nothing is counted. A message
that can't be made or is refused is tried with growing pauses, then set apart as an incident.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from dataclasses import dataclass

import structlog
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, QuerySet

from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.outbox.incidents import Trouble, open_incidents
from qa_portal.outbox.models import Incident, Message
from qa_portal.people.models import User

from .mails import digest_id, digest_of, mail_of
from .notices import tell_of_incidents

log = structlog.get_logger(__name__)

BATCH = 50

#: How long a sender may keep what it claimed. Fifty mails at ten seconds each still fit.
LEASE = dt.timedelta(minutes=10)

#: How often one message is tried before it is set apart, as a deadline is.
TRIES = 3

#: How long it waits in between, in minutes: a server that puts strangers off for a while takes it within the half hour.
PAUSES = (5, 25)

#: How long everything waits after the mail server could not be reached.
PAUSE = dt.timedelta(minutes=1)

#: When the daily email goes, on working days, London time.
DIGEST_AT = dt.time(7, 30)

Mail = Message.Mail


class ServerAway(Exception):
    """The mail server can't be reached or doesn't take anything: no single message's fault."""


@dataclass
class SendResult:
    """What one run of the sender did."""

    sent: int = 0
    digests: int = 0
    failed: int = 0
    is_server_away: bool = False

    def __str__(self) -> str:
        away = " The mail server could not be reached; all of it waits." if self.is_server_away else ""
        return f"{self.sent} mails and {self.digests} daily mails sent, {self.failed} failed.{away}"


def send_mail() -> SendResult:
    """Send what is due to be sent, in batches over one connection each; safe to run twice at once."""
    result = SendResult()
    sort_into_digests()
    try:
        while claimed := claim():
            _send(claimed, result)
        _send_digests(result)
    except ServerAway:
        result.is_server_away = True
    if result.sent or result.digests or result.failed or result.is_server_away:
        log.info(
            "mail", sent=result.sent, digests=result.digests, failed=result.failed, away=result.is_server_away
        )
    return result


def waiting(now: dt.datetime) -> QuerySet[Message]:
    """The messages whose own mail is due."""
    return Message.objects.filter(mail=Mail.WAITING, mail_next_at__lte=now)


def sort_into_digests() -> int:
    """Put aside, for the next daily mail, what isn't an alert and whose recipient chose one mail a day.

    An alert or escalation is never put aside, whatever they chose (LEE-01). What is meant for a person who
    may no longer sign in isn't sent.
    """
    now = clock.now()
    waiting(now).filter(recipient__is_active=False).update(mail=Mail.LEFT, mail_next_at=None)
    quiet = waiting(now).exclude(urgency=Message.Urgency.ALERT).filter(recipient__mail=User.Mail.DAILY)
    if not quiet.exists():
        return 0
    return quiet.update(mail=Mail.DIGEST, mail_next_at=next_digest(now))


def next_digest(now: dt.datetime) -> dt.datetime:
    """The next half past seven of a working day after ``now``, London time."""
    calendar, day = current_calendar(), clock.london_date(now)
    if calendar.is_working(day) and clock.at_london(day, DIGEST_AT) > now:
        return clock.at_london(day, DIGEST_AT)
    return clock.at_london(calendar.add_working_days(day, 1), DIGEST_AT)


def claim() -> list[Message]:
    """Claim up to a batch of messages for this sender until its lease ends."""
    now = clock.now()
    with transaction.atomic():
        free = waiting(now).order_by("mail_next_at", "pk").select_for_update(skip_locked=True)
        keys = list(free.values_list("pk", flat=True)[:BATCH])
        if keys:
            waiting(now).filter(pk__in=keys).update(mail_next_at=now + LEASE)
    if not keys:
        return []
    return list(Message.objects.filter(pk__in=keys).select_related("recipient", "subject").order_by("pk"))


def _send(messages: list[Message], result: SendResult) -> None:
    with _open_connection(messages) as server:
        for place, message in enumerate(messages):
            try:
                _hand_over(server, mail_of(message))
            except ServerAway:
                _put_back(messages[place:])
                raise
            except Exception as error:
                result.failed += 1
                _count_failure(message, error)
            else:
                result.sent += mark_sent([message.pk], message.message_id)


def _send_digests(result: SendResult) -> None:
    now = clock.now()
    due = Message.objects.filter(mail=Mail.DIGEST, mail_next_at__lte=now)
    for recipient in User.objects.filter(pk__in=due.values("recipient")).order_by("pk"):
        claimed = due.filter(recipient=recipient)
        messages = list(claimed.select_related("subject").order_by("created_at", "pk"))
        keys = [message.pk for message in messages]
        # The row count decides between two senders.
        if not keys or not claimed.filter(pk__in=keys).update(mail_next_at=now + LEASE):
            continue
        on = clock.london_date(now)
        try:
            with _open_connection(messages) as server:
                _hand_over(server, digest_of(recipient, messages, on))
        except ServerAway:
            _put_back(messages)
            raise
        except Exception as error:
            result.failed += 1
            for message in messages:
                _count_failure(message, error)
        else:
            mark_sent(keys, digest_id(recipient.pk, on))
            result.digests += 1


def _open_connection(messages: list[Message]) -> BaseEmailBackend:
    """One connection for a batch, opened; its time-out is EMAIL_TIMEOUT."""
    server = get_connection()
    try:
        server.open()
    except (OSError, smtplib.SMTPException) as error:
        _put_back(messages)
        raise ServerAway from error
    return server


def _hand_over(server: BaseEmailBackend, mail: object) -> None:
    """Give one mail to the server. Raises ServerAway when the server, and not this mail, is the trouble."""
    try:
        sent = server.send_messages([mail])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError):
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway from error
    if not sent:
        raise smtplib.SMTPException("The mail was not taken.")


def mark_sent(keys: list[int], mailed_as: object) -> int:
    """Mark messages after sending; give how many weren't marked before."""
    return (
        Message.objects.filter(pk__in=keys)
        .exclude(mail=Mail.SENT)
        .update(
            mail=Mail.SENT, mail_sent_at=clock.now(), mail_next_at=None, mail_error="", mailed_as=mailed_as
        )
    )


def _put_back(messages: list[Message]) -> None:
    """End the lease of what wasn't sent because the server is away."""
    Message.objects.filter(pk__in=[m.pk for m in messages]).exclude(mail=Mail.SENT).update(
        mail_next_at=clock.now() + PAUSE, mail_error="ServerAway"
    )


def _count_failure(message: Message, error: Exception) -> None:
    """Try again after a pause; after the last try set the message apart."""
    attempts = message.mail_attempts + 1
    has_failed = attempts >= TRIES
    log.warning("mail failed", message=message.pk, attempts=attempts, error=type(error).__qualname__)
    with transaction.atomic():
        Message.objects.filter(pk=message.pk).exclude(mail=Mail.SENT).update(
            mail_attempts=F("mail_attempts") + 1,
            mail_error=type(error).__name__[:200],
            mail=Mail.FAILED if has_failed else message.mail,
            mail_next_at=clock.now() + dt.timedelta(minutes=PAUSES[min(attempts, len(PAUSES)) - 1]),
        )
        if has_failed and open_incidents([_failed(message, error)]):
            tell_of_incidents()


def _failed(message: Message, error: Exception) -> Trouble:
    return Trouble(
        Incident.Kind.MAIL,
        f"message:{message.pk}",
        f"An email to {message.recipient.name} could not be sent in {TRIES} tries ({type(error).__name__}). It is in "
        "their notices in the portal. Check the address, then send it again.",
        message=message,
    )
