"""The pages of improvement plans. No address holds a name."""

from django.urls import path

from . import views

urlpatterns = [
    path("improvement/", views.Improvement.as_view(), name="improvement"),
    path("report/<int:pk>/improvement/", views.AgreeWithReport.as_view(), name="service_action_new"),
    path("improvement/<int:pk>/", views.ServiceActionPage.as_view(), name="service_action"),
    path("improvement/<int:pk>/complete/", views.Complete.as_view(), name="service_action_complete"),
    path("improvement/<int:pk>/verify/", views.Verify.as_view(), name="service_action_verify"),
    path("improvement/<int:pk>/give-back/", views.GiveBack.as_view(), name="service_action_give_back"),
    path("improvement/<int:pk>/drop/", views.Drop.as_view(), name="service_action_drop"),
]
