"""The page of calibration."""

from django.urls import path

from .pages import calibration

urlpatterns = [path("calibration/", calibration, name="calibration")]
