"""The portal's pages and the floor page."""

from django.urls import path

from qa_portal.urls import *  # noqa: F403
from qa_portal.urls import urlpatterns

from .floor import floor

urlpatterns = [path("floor/", floor), *urlpatterns]
