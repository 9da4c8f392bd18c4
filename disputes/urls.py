"""The addresses of QAPs and disputes. No address holds a name."""

from django.urls import path

from disputes.views import (
    answer,
    commendation,
    deadline,
    dispute,
    information,
    qap,
    qap_ending,
    qap_steps,
    qap_writing,
    raising,
    referral,
    register,
    stage,
    stage_writing,
)

QAPS = [
    path(
        "record/<int:pk>/significant-information/",
        information.StartInformation.as_view(),
        name="information_start",
    ),
    path("information/<int:pk>/", information.Information.as_view(), name="significant_information"),
    path("review/<int:pk>/qap/", qap.StartQapFromReview.as_view(), name="qap_start_from_review"),
    path("qap/<int:pk>/", qap.QapPage.as_view(), name="qap"),
    path("qap/<int:pk>/issues/", qap_writing.QapIssues.as_view(), name="qap_issues"),
    path("qap/<int:pk>/request/", qap_steps.QapRequest.as_view(), name="qap_request"),
    path("qap/<int:pk>/answer/", qap_writing.QapAnswer.as_view(), name="qap_answer"),
    path("qap/<int:pk>/go-on/", qap_steps.QapGoOn.as_view(), name="qap_go_on"),
    path("qap/<int:pk>/decisions/", qap_writing.QapDecisions.as_view(), name="qap_decisions"),
    path("qap/<int:pk>/outcome/", qap_writing.QapOutcome.as_view(), name="qap_outcome"),
    path("qap/<int:pk>/sign/", qap_ending.QapSign.as_view(), name="qap_sign"),
    path("qap/<int:pk>/change-outcome/", qap_ending.QapAmend.as_view(), name="qap_amend"),
    path("qap/<int:pk>/next/", qap_ending.QapNextAction.as_view(), name="qap_next"),
    path("qap/<int:pk>/reopen/", qap_ending.QapReopen.as_view(), name="qap_reopen"),
    path("qap/<int:pk>/open/", qap_steps.QapOpenNow.as_view(), name="qap_open_now"),
]

DISPUTES = [
    path("disputes/", register.Register.as_view(), name="dispute_register"),
    path("disputes/measures/", register.RegisterMeasures.as_view(), name="dispute_measures"),
    path("disputes/export/", register.RegisterExport.as_view(), name="dispute_register_export"),
    path("record/<int:pk>/raise-dispute/", raising.RaiseDispute.as_view(), name="dispute_raise"),
    path("dispute/<int:pk>/", dispute.DisputeHome.as_view(), name="dispute"),
    path("dispute/<int:pk>/background/", dispute.DisputeBackground.as_view(), name="dispute_background"),
    path("dispute/<int:pk>/go-formal/", dispute.GoFormal.as_view(), name="dispute_go_formal"),
    path("dispute/<int:pk>/settle/", dispute.Settle.as_view(), name="dispute_settle"),
    path("dispute/<int:pk>/reopen/", dispute.Reopen.as_view(), name="dispute_reopen"),
    path("dispute/<int:pk>/refer/", referral.PrepareReferral.as_view(), name="cafcass_prepare"),
    path("stage/<int:pk>/", stage.StagePage.as_view(), name="stage"),
    path("stage/<int:pk>/details/", stage_writing.StageDetails.as_view(), name="stage_details"),
    path("stage/<int:pk>/start/", stage.StageStart.as_view(), name="stage_start"),
    path("stage/<int:pk>/request/", stage.StageRequest.as_view(), name="stage_request"),
    path("stage/<int:pk>/answer/", answer.StageAnswer.as_view(), name="stage_answer"),
    path("stage/<int:pk>/complete/", answer.StageComplete.as_view(), name="stage_complete"),
    path("stage/<int:pk>/return/", answer.StageReturn.as_view(), name="stage_return"),
    path("stage/<int:pk>/non-response/", stage.StageNonResponse.as_view(), name="stage_non_response"),
    path("stage/<int:pk>/outcome/", stage_writing.StageOutcome.as_view(), name="stage_outcome"),
    path("stage/<int:pk>/sign/", stage_writing.StageSign.as_view(), name="stage_sign"),
    path("stage/<int:pk>/confirm/", answer.StageConfirm.as_view(), name="stage_confirm"),
    path("stage/<int:pk>/send-back/", answer.StageSendBack.as_view(), name="stage_send_back"),
    path("stage/<int:pk>/bypass/", stage.StageBypass.as_view(), name="stage_bypass"),
    path("referral/<int:pk>/", referral.ReferralPage.as_view(), name="cafcass_referral"),
    path("referral/<int:pk>/make/", referral.MakeReferral.as_view(), name="cafcass_make"),
    path("referral/<int:pk>/withdraw/", referral.WithdrawReferral.as_view(), name="cafcass_withdraw"),
    path("record/<int:pk>/commend/", commendation.CommendPage.as_view(), name="commend"),
    path("commendation/<int:pk>/", commendation.CommendationPage.as_view(), name="commendation"),
    path("commendation/<int:pk>/read/", commendation.Acknowledge.as_view(), name="commendation_acknowledge"),
    path("due-date/<int:pk>/", deadline.ChangeDueDate.as_view(), name="deadline_change"),
]

urlpatterns = [*QAPS, *DISPUTES]
