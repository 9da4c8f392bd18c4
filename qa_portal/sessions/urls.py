"""URLs of the session itself."""

from django.urls import path

from qa_portal.sessions import views

urlpatterns = [path("session/stay", views.stay, name="session_stay")]
