"""The demonstration's own pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("demo/clock/", views.demo_clock, name="demo_clock"),
    path("demo/mailbox/", views.demo_mailbox, name="demo_mailbox"),
    path("demo/mailbox/<int:pk>/", views.demo_mail, name="demo_mail"),
    path("demo/mailbox/<int:pk>/html/", views.demo_mail_html, name="demo_mail_html"),
]
