"""URLs of signing in. The names are the library's, which reverses them itself; what it offers besides (sign-up, several
addresses per account) isn't mounted."""

from allauth.account import views
from django.urls import include, path, re_path

from qa_portal.signin.views import demo_mail

urlpatterns = [
    path("account/sign-in", views.login, name="account_login"),
    path("account/sign-out", views.logout, name="account_logout"),
    path("account/not-active", views.account_inactive, name="account_inactive"),
    path(
        "account/sign-up", views.signup, name="account_signup"
    ),  # says that accounts are made by administrators
    path("account/confirm-it-is-you", views.reauthenticate, name="account_reauthenticate"),
    path("account/password/change", views.password_change, name="account_change_password"),
    path("account/password/reset", views.password_reset, name="account_reset_password"),
    path("account/password/reset/sent", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/demo-mail", demo_mail, name="demo_sign_in_mail"),
    path("account/two-step/", include("allauth.mfa.urls")),
]
