"""The pages of imports."""

from django.urls import path

from . import views

urlpatterns = [
    path("manage/import/", views.imports, name="imports"),
    path("manage/import/template/<str:name>", views.template, name="import_template"),
    path("manage/import/<int:pk>/", views.run, name="import_run"),
    path("manage/import/<int:pk>/abandon/", views.abandon, name="import_abandon"),
]
