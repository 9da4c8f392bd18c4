"""The pages of what climbs rung by rung: safety alerts, challenges to a grade. No address holds a name."""

from django.urls import path

from audits.views import alerts, challenge_steps, challenges

CLIMBING = [
    # -- safety alerts
    path("record/<int:pk>/safety-alert/", alerts.RaiseAlert.as_view(), name="safety_alert_raise"),
    path("audits/<int:pk>/safety-alert/", alerts.RaiseAlertInAudit.as_view(), name="audit_safety_alert"),
    path("safety-alerts/<int:pk>/", alerts.AlertPage.as_view(), name="safety_alert"),
    path("safety-alerts/<int:pk>/answer/", alerts.AnswerAlert.as_view(), name="safety_alert_answer"),
    path("safety-alerts/<int:pk>/next/", alerts.ClimbAlert.as_view(), name="safety_alert_climb"),
    # -- challenges
    path("audits/<int:pk>/challenge/", challenges.StartChallenge.as_view(), name="challenge_start"),
    path("challenges/<int:pk>/", challenges.ChallengePage.as_view(), name="challenge"),
    path("challenges/<int:pk>/meeting/", challenges.RecordMeeting.as_view(), name="challenge_meeting"),
    path("challenges/<int:pk>/settle/", challenge_steps.SettleChallenge.as_view(), name="challenge_settle"),
    path("challenges/<int:pk>/formal/", challenge_steps.GoFormal.as_view(), name="challenge_formal"),
    path("challenges/<int:pk>/next/", challenge_steps.ClimbChallenge.as_view(), name="challenge_climb"),
    path("challenges/<int:pk>/decide/", challenge_steps.DecideChallenge.as_view(), name="challenge_decide"),
]
