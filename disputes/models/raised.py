"""What every concern has: a record, a framework, and somebody who raised it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from qa_portal import clock
from qa_portal.children.models import Subject
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.policy import Framework
from qa_portal.frameworks.queries import policy_of
from qa_portal.workflow.models import Stepped


class Raised(Stepped):
    """A concern on a record, under the framework version that it started with and keeps."""

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="%(class)ss")
    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField(default=clock.now)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @property
    def policy(self) -> Framework:
        """The council's procedure as it was when this started."""
        return policy_of(self.framework)

    @property
    def keeper_relation(self) -> str:
        """In which relation to the record its work is owned: the chair's, when a chair raised it."""
        is_chair = self.raised_by_id == self.subject.cp_chair_id and self.raised_by_id != self.subject.iro_id
        return "cp_chair" if is_chair else "iro"
