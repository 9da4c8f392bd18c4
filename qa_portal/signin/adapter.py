"""How the sign-in library behaves here: no sign-up, links to the portal's public address, mail by the portal's own door,
two-step secrets encrypted."""

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest

MailDoor = Callable[[EmailMessage], None]
_mail_door: list[MailDoor] = []


def register_mail_door(door: MailDoor) -> None:
    """Let `door` take the mails of sign-in (password reset, "your password was changed") instead of sending them within
    the request. The app that owns the outbox calls this when it loads."""
    _mail_door[:] = [door]


def display_name(user) -> str:
    """How sign-in pages and mails call the person."""
    return user.name or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; the rest is sign-in, sign-out and the password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an administrator makes each account."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, on the portal's public address: the request's Host header could be anybody's."""
        return urljoin(
            settings.PUBLIC_URL + "/", super().get_reset_password_from_key_url(key).split("/", 3)[-1]
        )

    def render_mail(self, template_prefix, email, context, headers=None) -> EmailMessage:
        """As the library renders it, knowing also the council's name and the portal's address."""
        context = {**context, "council_name": settings.COUNCIL_NAME, "public_url": settings.PUBLIC_URL}
        return super().render_mail(template_prefix, email, context, headers)

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Hand the mail to the portal's mail door (the outbox), or send it when no app has opened one."""
        message = self.render_mail(template_prefix, email, {"email": email, **context})
        if _mail_door:
            _mail_door[0](message)
        else:
            message.send(fail_silently=True)

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="", message=None
    ):
        """Say what is news to the person; "you have signed in as …" isn't."""
        if message_template in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            return
        super().add_message(request, level, message_template, message_context, extra_tags, message)

    def reauthenticate(self, user, password: str) -> bool:
        """Whether `password` is this person's: she is known here, so it needs no look-up by address."""
        return user.is_active and user.check_password(password)


class TwoStepAdapter(DefaultMFAAdapter):
    """Two-step sign-in whose secrets are encrypted at rest with a key made from SECRET_KEY."""

    def encrypt(self, text: str) -> str:
        """`text` under the present SECRET_KEY."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again, also when SECRET_KEY has been changed and the old one is in SECRET_KEY_FALLBACKS."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [
            Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"two-step:" + key.encode()).digest()))
            for key in keys
        ]
    )
