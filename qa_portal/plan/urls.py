"""The addresses of the rolling plan."""

from django.urls import path

from .views import ReadAction

urlpatterns = [path("actions/<int:pk>/", ReadAction.as_view(), name="plan_action")]
