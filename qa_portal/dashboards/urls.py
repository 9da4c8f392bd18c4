"""*My work* is the portal's front page."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.my_work, name="home"),
    path("work/<slug:section>/", views.my_work_section, name="my_work_section"),
]
