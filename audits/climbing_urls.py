"""The pages of what climbs rung by rung: safety alerts, challenges to a grade. No address holds a name."""

from django.urls import path

from audits.views import alerts

CLIMBING = [
    # -- safety alerts
    path("record/<int:pk>/safety-alert/", alerts.RaiseAlert.as_view(), name="safety_alert_raise"),
    path("audits/<int:pk>/safety-alert/", alerts.RaiseAlertInAudit.as_view(), name="audit_safety_alert"),
    path("safety-alerts/<int:pk>/", alerts.AlertPage.as_view(), name="safety_alert"),
    path("safety-alerts/<int:pk>/answer/", alerts.AnswerAlert.as_view(), name="safety_alert_answer"),
    path("safety-alerts/<int:pk>/next/", alerts.ClimbAlert.as_view(), name="safety_alert_climb"),
]
