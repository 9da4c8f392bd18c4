"""The pages of audits. No address holds a name."""

from django.urls import path

from audits.climbing.urls import CLIMBING
from audits.cycles.urls import CYCLES
from audits.thematic.urls import THEMATIC
from audits.views import (
    assurance,
    checking,
    family_letters,
    following,
    library,
    outcomes,
    outside,
    reaudits,
    register,
    tools,
)
from audits.views.conversation import BookConversation, RecordConversation
from audits.views.family import AskFamily, FamilyVoices, WithdrawLink
from audits.views.feedback import FamilyFeedback
from audits.views.home import AuditPage, ConversationFile, SubmitAudit
from audits.views.planning import EditPlanningAudit, ReadPlanningAudit
from audits.views.read import AttachEvidence, Beside, EarlierPracticePage, ReadAudit, TakeOutEvidence
from audits.views.reflecting import RecordReflection
from audits.views.section import AuditOverall, AuditSectionPage
from audits.views.single import AllocateSingle

urlpatterns = [
    path("review/<int:pk>/audit/", ReadPlanningAudit.as_view(), name="planning_audit"),
    path("review/<int:pk>/audit/edit/", EditPlanningAudit.as_view(), name="planning_audit_edit"),
    # -- check, moderation, return
    path("audits/<int:pk>/check/", checking.CheckAudit.as_view(), name="audit_check"),
    path("audits/<int:pk>/panel/", checking.RecordPanelGrade.as_view(), name="audit_moderate"),
    path("audits/<int:pk>/return/", checking.ReturnAudit.as_view(), name="audit_return"),
    # -- follow-up and the loop
    path("audits/<int:pk>/discussion/", following.Discuss.as_view(), name="audit_discuss"),
    path("audits/<int:pk>/reflection/", RecordReflection.as_view(), name="audit_reflection"),
    path("audits/<int:pk>/sign-off/", following.SignOff.as_view(), name="audit_sign_off"),
    path("audits/<int:pk>/finalise/", following.Finalise.as_view(), name="audit_finalise"),
    path("audits/<int:pk>/loop/", following.Loop.as_view(), name="audit_loop"),
    path("audits/<int:pk>/loop/changed/", following.WhatChanged.as_view(), name="audit_changed"),
    path("audits/<int:pk>/loop/close/", following.CloseLoop.as_view(), name="audit_close"),
    path("audits/<int:pk>/loop/<slug:part>/", following.LoopPart.as_view(), name="audit_loop_part"),
    # -- writing
    path("audits/", register.Audits.as_view(), name="audits"),
    path("audits/export/", register.AuditsExport.as_view(), name="audits_export"),
    path("audits/<int:pk>/", AuditPage.as_view(), name="audit"),
    path("audits/<int:pk>/section/<slug:key>/", AuditSectionPage.as_view(), name="audit_section"),
    path("audits/<int:pk>/overall/", AuditOverall.as_view(), name="audit_overall"),
    path("audits/<int:pk>/conversation/", BookConversation.as_view(), name="audit_conversation"),
    path("audits/<int:pk>/conversation/held/", RecordConversation.as_view(), name="audit_conversation_held"),
    path("audits/<int:pk>/conversation.ics", ConversationFile.as_view(), name="audit_calendar"),
    path("audits/<int:pk>/family/", FamilyVoices.as_view(), name="audit_family"),
    path("audits/<int:pk>/family/ask/", AskFamily.as_view(), name="audit_family_ask"),
    path("audits/<int:pk>/family/<int:voice>/end/", WithdrawLink.as_view(), name="audit_family_withdraw"),
    path("audits/<int:pk>/earlier/", EarlierPracticePage.as_view(), name="audit_earlier"),
    path("audits/<int:pk>/evidence/", AttachEvidence.as_view(), name="audit_evidence"),
    path(
        "audits/<int:pk>/evidence/<int:evidence>/out/", TakeOutEvidence.as_view(), name="audit_evidence_out"
    ),
    path("audits/<int:pk>/beside/", Beside.as_view(), name="audit_beside"),
    path("audits/<int:pk>/complete/", SubmitAudit.as_view(), name="audit_submit"),
    path("audits/<int:pk>/read/", ReadAudit.as_view(), name="audit_read"),
    path("feedback/", FamilyFeedback.as_view(), name="family_feedback"),
    # -- what one person's audits came to
    path("outcomes/", outcomes.MyOutcomes.as_view(), name="my_outcomes"),
    path("outcomes/people/", outcomes.OutcomesToSupervise.as_view(), name="outcomes_to_supervise"),
    path("outcomes/<int:pk>/", outcomes.OutcomesOf.as_view(), name="outcomes_of"),
    # -- issues with other services and agencies
    path("outside-issues/", outside.OutsideIssues.as_view(), name="outside_issues"),
    path("audits/<int:pk>/outside-issue/", outside.PrepareIssue.as_view(), name="outside_issue_new"),
    path("outside-issues/<int:pk>/", outside.IssuePage.as_view(), name="outside_issue"),
    path("outside-issues/<int:pk>/send/", outside.SendIssue.as_view(), name="outside_issue_send"),
    path("outside-issues/<int:pk>/chase/", outside.ChaseIssue.as_view(), name="outside_issue_chase"),
    path("outside-issues/<int:pk>/reply/", outside.RecordReply.as_view(), name="outside_issue_answer"),
    path("outside-issues/<int:pk>/end/", outside.EndIssue.as_view(), name="outside_issue_end"),
    # -- a single audit, and re-audits
    path("record/<int:pk>/audit/", AllocateSingle.as_view(), name="audit_allocate"),
    path("re-audits/", reaudits.ReauditsDue.as_view(), name="reaudits"),
    path("audits/<int:pk>/re-audit/", reaudits.AllocateReaudit.as_view(), name="audit_reaudit"),
    # -- the library
    path("good-practice/", library.Library.as_view(), name="good_practice_list"),
    path("good-practice/<int:pk>/", library.ReadExample.as_view(), name="good_practice"),
    path("good-practice/<int:pk>/edit/", library.RewriteExample.as_view(), name="good_practice_edit"),
    path("good-practice/<int:pk>/publish/", library.PublishExample.as_view(), name="good_practice_publish"),
    path("good-practice/<int:pk>/decline/", library.DeclineExample.as_view(), name="good_practice_decline"),
    path(
        "good-practice/<int:pk>/withdraw/", library.WithdrawExample.as_view(), name="good_practice_withdraw"
    ),
    path("audits/<int:pk>/good-practice/", library.ProposeExample.as_view(), name="audit_example"),
    # -- inadequate
    path("assurances/<int:pk>/", assurance.AssurancePage.as_view(), name="assurance"),
    path("assurances/<int:pk>/record/", assurance.RecordAssurance.as_view(), name="assurance_record"),
    path("audits/<int:pk>/level/", assurance.DisputeLevel.as_view(), name="level_dispute_raise"),
    path("level-disputes/<int:pk>/", assurance.LevelDisputePage.as_view(), name="level_dispute"),
    path("level-disputes/<int:pk>/decide/", assurance.DecideLevel.as_view(), name="level_decide"),
    # -- letters to families
    path("family-voices/<int:pk>/letter/", family_letters.WriteFamilyLetter.as_view(), name="family_letter"),
    path(
        "family-voices/<int:pk>/letter/sent/",
        family_letters.RecordLetterSent.as_view(),
        name="family_letter_sent",
    ),
    # -- the tools themselves
    path("audit-tools/", tools.audit_tools, name="audit_tools"),
    path("audit-tools/<slug:key>/<slug:tool>/", tools.audit_tool, name="audit_tool"),
    path("audit-tools/<slug:key>/<slug:tool>/edit/", tools.EditTool.as_view(), name="audit_tool_edit"),
    path("audit-tools/<slug:key>/<slug:tool>/copy/", tools.CopyTool.as_view(), name="audit_tool_copy"),
    path(
        "audit-tools/<slug:key>/<slug:tool>/new-section/",
        tools.EditToolSection.as_view(),
        name="audit_tool_section_new",
    ),
    path(
        "audit-tools/<slug:key>/<slug:tool>/sections/<slug:section>/",
        tools.EditToolSection.as_view(),
        name="audit_tool_section",
    ),
    # -- cycles, draws, allocations
    *CYCLES,
    # -- thematic reviews
    *THEMATIC,
    # -- safety alerts, challenges
    *CLIMBING,
]
