"""The pages of standards checklists."""

from django.urls import path

from . import views

urlpatterns = [
    path("standards/", views.TogetherPage.as_view(), name="standards"),
    path("reviews/<int:pk>/standards/", views.ReadChecklist.as_view(), name="standards_read"),
    path("reviews/<int:pk>/standards/edit/", views.EditChecklist.as_view(), name="standards_edit"),
]
