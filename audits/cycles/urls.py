"""The addresses of cycles, draws and allocations. No address holds a name."""

from django.urls import path

from audits.views import allocations, cycle_export, cycle_opening, cycle_pages, cycle_steps, draws

CYCLES = [
    path("cycles/", cycle_pages.Cycles.as_view(), name="cycles"),
    path("cycles/new/", cycle_opening.ChooseService.as_view(), name="cycle_service"),
    path("cycles/new/<int:pk>/", cycle_opening.OpenCycle.as_view(), name="cycle_open"),
    path("cycles/shares/<int:pk>/", cycle_steps.ChangeShare.as_view(), name="cycle_share"),
    path("cycles/<int:pk>/", cycle_pages.CyclePage.as_view(), name="cycle"),
    path("cycles/<int:pk>/reviewers/", cycle_steps.CycleReviewers.as_view(), name="cycle_reviewers"),
    path("cycles/<int:pk>/draw/", cycle_steps.DrawCases.as_view(), name="cycle_draw"),
    path("cycles/<int:pk>/drawn/", draws.Drawn.as_view(), name="cycle_drawn"),
    path("cycles/<int:pk>/why/", draws.Explained.as_view(), name="cycle_explained"),
    path("cycles/<int:pk>/fairness/", draws.Fairness.as_view(), name="cycle_fairness"),
    path("cycles/<int:pk>/repeat/", draws.Repeat.as_view(), name="cycle_repeat"),
    path("cycles/<int:pk>/send/", cycle_steps.SendAllocations.as_view(), name="cycle_send"),
    path("cycles/<int:pk>/close/", cycle_steps.CloseCycle.as_view(), name="cycle_close"),
    path("cycles/<int:pk>/export/", cycle_export.CycleExport.as_view(), name="cycle_export"),
    path("audits/<int:pk>/reviewer/", allocations.ReplaceReviewer.as_view(), name="audit_reviewer"),
    path("audits/<int:pk>/withdraw/", allocations.WithdrawAudit.as_view(), name="audit_withdraw"),
]
