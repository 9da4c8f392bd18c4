"""The pages of the calendar of quality assurance. No address holds a name."""

from django.urls import path

from . import steps, views

urlpatterns = [
    path("calendar/", views.Calendar.as_view(), name="activities"),
    path("calendar/changes/", views.Changes.as_view(), name="activity_changes"),
    path("calendar/plan/", views.ChooseService.as_view(), name="activity_service"),
    path("calendar/plan/<int:pk>/", views.PlanActivity.as_view(), name="activity_plan"),
    path("calendar/<int:pk>/", views.ActivityPage.as_view(), name="activity"),
    path("calendar/<int:pk>/change/", steps.Change.as_view(), name="activity_change"),
    path("calendar/<int:pk>/held/", steps.Hold.as_view(), name="activity_hold"),
    path("calendar/<int:pk>/findings/", steps.Findings.as_view(), name="activity_findings"),
    path("calendar/<int:pk>/agree/", steps.Close.as_view(), name="activity_close"),
    path("calendar/<int:pk>/call-off/", steps.CallOff.as_view(), name="activity_call_off"),
    path("calendar/<int:pk>/action/", views.AgreeWithActivity.as_view(), name="activity_action_new"),
    path("calendar/<int:pk>/changed/<int:link>/", steps.ShowChange.as_view(), name="activity_show_change"),
]
