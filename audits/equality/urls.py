"""The page of the breakdown by equality characteristics."""

from django.urls import path

from .pages import breakdown

urlpatterns = [path("insights/equality/", breakdown, name="equality")]
