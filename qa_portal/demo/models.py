"""What the demonstration keeps of its own."""

import datetime as dt

from django.db import models


class DemoClock(models.Model):
    """One row: how far ahead of real time the demonstration's clock runs. It only ever grows."""

    offset = models.DurationField(default=dt.timedelta)
