"""The forms of signing in, in the portal's words: labels above, no placeholders, errors that say how to mend it."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms

HOW_LONG = "12 characters or more, and not one that others would guess. Three random words do well."


class PlainWords:
    """Takes the placeholders off the library's fields and gives the fields named in `words` a label, a hint and what to
    say when they are empty."""

    words: dict[str, tuple[str, str, str]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            label, hint, when_empty = self.words.get(name, (field.label, "", ""))
            field.label, field.help_text = label, hint
            if when_empty:
                field.error_messages["required"] = when_empty
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = "Enter an email address like name@council.gov.uk."


class LoginForm(PlainWords, account.LoginForm):
    """Email address and password."""

    words = {
        "login": ("Email address", "", "Enter your email address."),
        "password": ("Password", "", "Enter your password."),
    }


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    """Where the link goes."""

    words = {"email": ("Email address", "", "Enter the email address that you sign in with.")}


class ResetPasswordKeyForm(PlainWords, account.ResetPasswordKeyForm):
    """The new password, from the link."""

    words = {
        "password1": ("New password", HOW_LONG, "Enter a new password."),
        "password2": ("The new password again", "", "Enter the new password again."),
    }


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    """The present password and the new one."""

    words = {
        "oldpassword": ("Your present password", "", "Enter your present password."),
        "password1": ("New password", HOW_LONG, "Enter a new password."),
        "password2": ("The new password again", "", "Enter the new password again."),
    }


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    words = {"password": ("Password", "", "Enter your password.")}


class CodeForm(PlainWords, mfa.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    words = {"code": ("Code", "", "Enter the 6-digit code, or a recovery code.")}


class CodeAgainForm(PlainWords, mfa.ReauthenticateForm):
    """The same, before something that matters."""

    words = CodeForm.words


class ActivateForm(PlainWords, totp.ActivateTOTPForm):
    """The first code, which proves that the app has the key."""

    words = {"code": ("Code from the app", "6 digits.", "Enter the 6-digit code that the app shows.")}
