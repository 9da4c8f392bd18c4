"""The inbox and the incidents page."""

from django.urls import path

from . import views

urlpatterns = [
    path("notices/", views.inbox, name="inbox"),
    path("notices/read/", views.mark_read, name="inbox_read"),
    path("notices/<int:pk>/", views.open_notice, name="notice"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/alerts/", views.hold, name="incident_hold"),
    path("incidents/<int:pk>/retry/", views.retry, name="incident_retry"),
    path("incidents/<int:pk>/close/", views.close, name="incident_close"),
    path("incidents/papers/<int:pk>/retry/", views.make_again, name="incident_paper"),
]
