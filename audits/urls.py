"""The pages of audits. No address holds a name."""

from django.urls import path

from audits.views.assurance import AssurancePage
from audits.views.planning import EditPlanningAudit, ReadPlanningAudit

urlpatterns = [
    path("review/<int:pk>/audit/", ReadPlanningAudit.as_view(), name="planning_audit"),
    path("review/<int:pk>/audit/edit/", EditPlanningAudit.as_view(), name="planning_audit_edit"),
    # -- inadequate
    path("assurances/<int:pk>/", AssurancePage.as_view(), name="assurance"),
]
