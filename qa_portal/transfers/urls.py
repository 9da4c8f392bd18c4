"""The pages of transfers."""

from django.urls import path

from . import views

urlpatterns = [
    path("manage/transfers/", views.transfers, name="transfers"),
    path(
        "manage/transfers/person/<int:pk>/<slug:relation>/",
        views.TransferPersons.as_view(),
        name="transfer_person",
    ),
    path("manage/transfers/team/<int:pk>/", views.TransferTeams.as_view(), name="transfer_team"),
    path("record/<int:pk>/transfer/", views.TransferRecord.as_view(), name="transfer_record"),
    path("records/without-iro/", views.looked_after_without_iro, name="without_iro"),
]
