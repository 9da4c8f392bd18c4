"""How the sign-in library behaves here: no sign-up, links to the public address, two-step secrets encrypted."""

import base64
import hashlib
from urllib.parse import urljoin

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_reset
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.handlers.proxy import AxesProxyHandler
from axes.utils import reset
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.dispatch import receiver
from django.http import HttpRequest

from qa_portal.signin.mail import post

ALLAUTH = "allauth.account"
#: Wrong passwords for one account from all addresses, and from one address for all accounts: see ACCOUNT_RATE_LIMITS.
ANYWHERE, FROM_ADDRESS = "password_anywhere", "password_from_address"


def display_name(user) -> str:
    """How sign-in pages and mails call the person."""
    return user.name or user.email


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; the rest is sign-in, sign-out and the password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is not right. Check both: capital letters count.",
        "too_many_login_attempts": "Too many tries. Wait 15 minutes, or reset your password.",
        "incorrect_password": "This is not your password. Capital letters count.",
        "enter_current_password": "This is not your present password. Capital letters count.",
        "password_min_length": "Choose a password of {0} characters or more.",
    }

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
        """Write and post the mail without holding the page up: waiting longer would tell that an address exists."""
        post(lambda: self.render_mail(template_prefix, email, {"email": email, **context}))

    def pre_authenticate(self, request: HttpRequest, **credentials) -> None:
        """Refuse an account that was tried too often from anywhere, and an address that tried too many accounts.

        The lock-out of one address from one account is axes' work, and what is locked out already isn't counted, so
        that one address alone can't shut a person out everywhere. A right password counts for nothing.
        """
        if not AxesProxyHandler.is_allowed(request, credentials):
            return
        used = RateLimitUsage(usage=[])
        for action in (ANYWHERE, FROM_ADDRESS):
            one = ratelimit.consume(
                request, action=action, app=ALLAUTH, key=_key_of(credentials.get("email"))
            )
            if one is None:
                used.rollback()
                raise self.validation_error("too_many_login_attempts")
            used.usage += one.usage
        self._login_failed_rl_usage = used  # taken back by the library where the password is right

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


@receiver(password_reset)
def open_the_lock(sender, request: HttpRequest, user, **_more) -> None:
    """Whoever chose a new password by the link in her mail may sign in at once, locked out or not."""
    reset(username=user.email.lower())
    ratelimit.clear(request, action=ANYWHERE, app=ALLAUTH, key=_key_of(user.email))


def _key_of(email: str | None) -> str:
    return (email or "").strip().lower()


class TwoStepAdapter(DefaultMFAAdapter):
    """Two-step sign-in whose secrets are encrypted at rest with a key made from SECRET_KEY."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or was used already. Enter the one that the app shows now.",
    }

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
