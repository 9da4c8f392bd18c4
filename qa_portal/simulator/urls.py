"""The page on which a version is tried."""

from django.urls import path

from . import views

urlpatterns = [
    path("frameworks/<slug:key>/<int:number>/try/", views.try_framework, name="framework_try"),
]
