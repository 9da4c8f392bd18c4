"""What the demonstration keeps of its own."""

from __future__ import annotations

import datetime as dt

from django.db import models

from qa_portal import clock


class DemoClock(models.Model):
    """One row: how far ahead of real time the demonstration's clock runs. It only ever grows."""

    offset = models.DurationField(default=dt.timedelta)


class DemoMail(models.Model):
    """An email as it would have gone out: in the demonstration nothing leaves the machine."""

    message_id = models.CharField(max_length=200)
    from_address = models.CharField(max_length=200)
    to_address = models.CharField(max_length=300)
    heading = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["-sent_at", "-id"], name="demo_mail_newest")]

    def __str__(self) -> str:
        return self.heading
