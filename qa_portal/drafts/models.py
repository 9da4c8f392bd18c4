"""The draft of a form: what a person has typed and not saved yet."""

from django.conf import settings
from django.db import models

from qa_portal import clock


class Draft(models.Model):
    """What one person typed into one form about one thing. Gone when it is saved or discarded; no history is
    kept.

    ``base`` are the values that the form was opened with, ``data`` what was typed
    (``qa_portal.forms.values``).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=120)
    object_key = models.CharField(max_length=200)
    base = models.JSONField()
    data = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form", "object_key"], name="draft_one_each")]
        indexes = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return f"{self.form} of {self.object_key}"
