"""The addresses of supervision."""

from django.urls import path

from . import views

urlpatterns = [
    path("records/<int:pk>/supervision/", views.SupervisionOfRecord.as_view(), name="supervisions"),
    path("records/<int:pk>/supervision/add/", views.AddSupervision.as_view(), name="supervision_add"),
    path("records/<int:pk>/oversight/add/", views.AddOversight.as_view(), name="oversight_add"),
    path("records/<int:pk>/supervision/extend/", views.AgreeExtension.as_view(), name="supervision_extend"),
    path("records/<int:pk>/supervision/end/", views.EndExtension.as_view(), name="supervision_extension_end"),
    path("supervision/<int:pk>/", views.ReadSupervision.as_view(), name="supervision"),
]
