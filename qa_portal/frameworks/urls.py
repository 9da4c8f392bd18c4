"""The pages of the frameworks."""

from django.urls import path

from . import views

urlpatterns = [
    path("frameworks/", views.framework_list, name="framework_list"),
    path("framework-reference/", views.framework_reference, name="framework_reference"),
    path("new-framework/", views.WriteFramework.as_view(), name="framework_new"),
    path("frameworks/<slug:key>/", views.framework, name="framework"),
    path("frameworks/<slug:key>/edit/", views.WriteFramework.as_view(), name="framework_edit"),
    path("frameworks/<slug:key>/<int:number>/", views.framework_version, name="framework_version"),
    path("frameworks/<slug:key>/<int:number>/yaml/", views.framework_text, name="framework_text"),
    path("frameworks/<slug:key>/<int:number>/export/", views.framework_export, name="framework_export"),
    path("frameworks/<slug:key>/<int:number>/publish/", views.framework_publish, name="framework_publish"),
]
