"""The addresses of requests."""

from django.urls import path

from .views import RequestView, ReturnRequestView

urlpatterns = [
    path("requests/<int:pk>/", RequestView.as_view(), name="request"),
    path("requests/<int:pk>/return/", ReturnRequestView.as_view(), name="request_return"),
]
