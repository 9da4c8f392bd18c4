"""The mails of signing in (a reset link, "your password was changed"): sent at once, kept nowhere, except in the demo.

Not by the outbox: a link that opens an account has no place in a table that others can read, and it is worthless four
hours later. A thread sends, so that a page neither waits for the mail server nor tells, by waiting, who has an account.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog
from django.conf import settings
from django.core.mail import EmailMessage

log = structlog.get_logger(__name__)

PAUSES_SECONDS = (5, 30)  # between the tries
KEPT_IN_DEMO = 20

_postman = ThreadPoolExecutor(max_workers=2, thread_name_prefix="sign-in-mail")


def post(write: Callable[[], EmailMessage]) -> None:
    """Write a mail and send it as `settings.SIGN_IN_MAIL` says: by a thread, now, or (demo) into a file that a page
    shows. The thread writes it too: that takes as long as the page itself."""
    if settings.SIGN_IN_MAIL == "file":
        _keep(write())
    elif settings.SIGN_IN_MAIL == "now":
        write().send()
    else:
        _postman.submit(_send, write)


def kept() -> list[str]:
    """The demo's mails of signing in, newest first, as text."""
    return [path.read_text() for path in sorted(_folder().glob("*.txt"), reverse=True)]


def _send(write: Callable[[], EmailMessage]) -> None:
    try:
        message = write()
    except Exception as error:
        log.error("sign-in mail not written", error=type(error).__qualname__)
        return
    for pause in (*PAUSES_SECONDS, None):
        try:
            message.send()
        except OSError as error:  # smtplib's errors are OSErrors
            log.warning("sign-in mail not sent", error=type(error).__qualname__, last_try=pause is None)
            if pause is not None:
                time.sleep(pause)
        else:
            return


def _keep(message: EmailMessage) -> None:
    text = f"To: {', '.join(message.to)}\nSubject: {message.subject}\n\n{message.body}\n"
    (_folder() / f"{time.time_ns()}.txt").write_text(text)
    for old in sorted(_folder().glob("*.txt"))[:-KEPT_IN_DEMO]:
        old.unlink(missing_ok=True)


def _folder() -> Path:
    folder = settings.VAR_DIR / "sign-in-mail"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
