"""The pages of panels. No address holds a name or a grade."""

from django.urls import path

from moderation.views import agenda, feedback, grading, items, packs, panels, steps, wall

urlpatterns = [
    path("panels/", panels.Panels.as_view(), name="panels"),
    path("panels/new/", agenda.ChooseProcedure.as_view(), name="panel_procedure"),
    path("panels/new/<slug:key>/", agenda.PlanPanel.as_view(), name="panel_plan"),
    path("panels/<int:pk>/", panels.PanelPage.as_view(), name="panel"),
    path("panels/<int:pk>/panel.ics", panels.PanelCalendar.as_view(), name="panel_calendar"),
    path("panels/<int:pk>/edit/", agenda.EditPanel.as_view(), name="panel_edit"),
    path("panels/<int:pk>/draw/", agenda.DrawAgenda.as_view(), name="panel_draw"),
    path("panels/<int:pk>/agenda/", agenda.AgendaExplained.as_view(), name="panel_agenda"),
    path("panels/<int:pk>/convene/", steps.Convene.as_view(), name="panel_convene"),
    path("panels/<int:pk>/begin/", steps.Begin.as_view(), name="panel_begin"),
    path("panels/<int:pk>/end/", steps.End.as_view(), name="panel_end"),
    path("panels/<int:pk>/cancel/", steps.CallOff.as_view(), name="panel_cancel"),
    path("panels/<int:pk>/pack/", packs.PackPage.as_view(), name="panel_pack"),
    path("panels/<int:pk>/wall/", wall.Wall.as_view(), name="panel_wall"),
    # -- one audit before a panel
    path("moderations/<int:pk>/", items.ItemPage.as_view(), name="moderation"),
    path("moderations/<int:pk>/reveal/", items.Reveal.as_view(), name="moderation_reveal"),
    path("moderations/<int:pk>/agree/", items.Agree.as_view(), name="moderation_agree"),
    path("moderations/<int:pk>/carry-over/", items.CarryOver.as_view(), name="moderation_carry"),
    path("moderations/<int:pk>/take-off/", items.TakeOff.as_view(), name="moderation_take_off"),
    path("moderations/<int:pk>/feedback/", feedback.WriteFeedback.as_view(), name="moderation_feedback"),
    path(
        "moderations/<int:pk>/feedback/read/",
        feedback.ReadFeedback.as_view(),
        name="moderation_feedback_read",
    ),
    # -- one member's grade
    path("member-grades/<int:pk>/", grading.GradeAlone.as_view(), name="member_grade"),
    path("member-grades/<int:pk>/step-out/", grading.StepOut.as_view(), name="member_grade_out"),
]
