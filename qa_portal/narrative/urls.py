"""The address of narratives. It names the thing that one stands in, and no child."""

from django.urls import path

from . import views

urlpatterns = [
    path("narrative/<int:pk>/<slug:kind>/", views.WriteNarrative.as_view(), name="narrative"),
]
