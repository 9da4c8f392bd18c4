"""The pages of retention. No address holds a name."""

from django.urls import path

from . import views

urlpatterns = [
    path("retention/", views.ReviewList.as_view(), name="retention"),
    path("retention/certificates/", views.Certificates.as_view(), name="certificates"),
    path("retention/certificates/<int:pk>/", views.OpenCertificate.as_view(), name="certificate"),
    path("record/<int:pk>/retention/", views.RecordRetention.as_view(), name="record_retention"),
    path("record/<int:pk>/retention/hold/", views.PlaceHold.as_view(), name="hold_place"),
    path("retention/hold/<int:pk>/lift/", views.LiftHold.as_view(), name="hold_lift"),
    path("retention/<int:pk>/keep/", views.Keep.as_view(), name="disposal_keep"),
    path("retention/<int:pk>/sign/", views.Propose.as_view(), name="disposal_propose"),
    path("retention/<int:pk>/sign-second/", views.Agree.as_view(), name="disposal_agree"),
    path("retention/<int:pk>/stop/", views.Stop.as_view(), name="disposal_stop"),
]
