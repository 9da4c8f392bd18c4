"""The pattern page."""

from django.urls import path

from qa_portal.forms.design import PatternFormPage, PatternPage

urlpatterns = [
    path("design/", PatternPage.as_view(), name="design"),
    path("design/form/", PatternFormPage.as_view(), name="design-form"),
]
