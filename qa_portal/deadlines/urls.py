"""The pages of the closure days."""

from django.urls import path

from . import views

urlpatterns = [
    path("closure-days/", views.closure_days, name="closure_days"),
    path("closure-days/add/", views.closure_day_add, name="closure_day_add"),
    path("closure-days/<int:pk>/remove/", views.closure_day_remove, name="closure_day_remove"),
]
