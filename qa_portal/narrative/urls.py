"""The addresses of narratives. They name the thing that one stands in, and no child."""

from django.urls import path

from . import views

urlpatterns = [
    path("narrative/<int:pk>/<slug:kind>/", views.WriteNarrative.as_view(), name="narrative"),
    path("narrative/<int:pk>/<slug:kind>/leave/", views.LeaveNarrative.as_view(), name="narrative_leave"),
]
