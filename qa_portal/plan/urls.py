"""The pages of the rolling plan. No address holds a name."""

from django.urls import path

from . import copying, views

urlpatterns = [
    path("plan/", views.Plan.as_view(), name="plan"),
    path("plan/export/", views.PlanExport.as_view(), name="plan_export"),
    path("action/<int:pk>/", views.ActionPage.as_view(), name="plan_action"),
    path("action/<int:pk>/complete/", views.Complete.as_view(), name="plan_action_complete"),
    path("action/<int:pk>/verify/", views.Verify.as_view(), name="plan_action_verify"),
    path("action/<int:pk>/give-back/", views.GiveBack.as_view(), name="plan_action_give_back"),
    path("action/<int:pk>/drop/", views.Drop.as_view(), name="plan_action_drop"),
    path("action/<int:pk>/copy/", copying.CopyAction.as_view(), name="plan_action_copy"),
    path("action/<int:pk>/date/", views.ChangeDate.as_view(), name="plan_action_date"),
]
