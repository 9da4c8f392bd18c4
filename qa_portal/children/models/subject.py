"""The subject of a record: a child, or by framework a foster carer or an adult."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qa_portal.addresses import address
from qa_portal.people.models import Team
from qa_portal.trail.records import Trail


class Subject(models.Model):
    """Whoever a record is about.

    ``team``, ``practitioner``, ``iro`` and ``cp_chair`` are today's allocation, kept here so that what a
    person may see is one indexed question; ``Allocation`` holds them over time and is where they change.
    """

    class Kind(models.TextChoices):
        """Who a record can be about; a framework says which of them it serves."""

        CHILD = "child", "Child or young person"
        FOSTER_CARER = "foster_carer", "Foster carer"
        ADULT = "adult", "Adult"

    class CaseKind(models.TextChoices):
        """The kind of case, by which supervision and who may raise a dispute are decided."""

        ASSESSMENT = "assessment", "Assessment and intervention"
        CHILD_IN_NEED = "child_in_need", "Child in need"
        DISABILITY = "disability", "Child with a disability"
        CHILD_PROTECTION = "child_protection", "Child protection or court"
        LOOKED_AFTER = "looked_after", "Looked after"
        CARE_EXPERIENCED = "care_experienced", "Care experienced"
        FOSTERING = "fostering", "Fostering"
        ADULT = "adult", "Adult's service"

    class Sex(models.TextChoices):
        """As the council holds it."""

        FEMALE = "female", "Female"
        MALE = "male", "Male"
        ANOTHER = "another", "Another"

    class Ethnicity(models.TextChoices):
        """The groups of the census of England and Wales."""

        WHITE = "white", "White"
        MIXED = "mixed", "Mixed or multiple ethnic groups"
        ASIAN = "asian", "Asian or Asian British"
        BLACK = "black", "Black, Black British, Caribbean or African"
        OTHER = "other", "Other ethnic group"
        NOT_SAID = "not_said", "Asked, and not said"

    class Disability(models.TextChoices):
        """Whether the person is disabled."""

        YES = "yes", "Disabled"
        NO = "no", "Not disabled"

    kind = models.CharField(max_length=12, choices=Kind, default=Kind.CHILD)
    reference = models.CharField(max_length=30, unique=True, help_text="The council's case number.")
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    known_as = models.CharField(max_length=80, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    died_on = models.DateField("date of death", null=True, blank=True)
    other_reference = models.CharField(
        max_length=60, blank=True, help_text="Another system's number for the same person."
    )
    case_kind = models.CharField("kind of case", max_length=20, choices=CaseKind)
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    ethnicity = models.CharField(max_length=8, choices=Ethnicity, blank=True)
    disability = models.CharField(max_length=3, choices=Disability, blank=True)
    closed_on = models.DateField("record closed on", null=True, blank=True)
    is_restricted = models.BooleanField("restricted to named people", default=False)

    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="subjects")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="caseload"
    )
    iro = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviewed",
        verbose_name="reviewing officer",
    )
    cp_chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="chaired",
        verbose_name="child-protection chair",
    )
    # The columns that somebody corrected in the portal: a re-import leaves them and says so.
    corrected_fields = models.JSONField(default=list, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = Trail()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        indexes = [
            models.Index(fields=["last_name", "first_name", "id"], name="subject_by_name"),
            # Who reviews the looked-after children: the regular check reads those without anybody, not all records.
            models.Index(
                fields=["iro", "id"],
                condition=Q(kind="child", case_kind="looked_after", closed_on__isnull=True),
                name="subject_to_be_reviewed",
            ),
        ]

    def __str__(self) -> str:
        # The reference, not the name: whatever prints a subject by accident must not name a child.
        return self.reference

    def get_absolute_url(self) -> str:
        """The summary of this record."""
        return address("record", self.pk)

    @property
    def full_name(self) -> str:
        """First and last name, for pages and papers of the record; never for a mail, URL, log or file name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def is_looked_after(self) -> bool:
        """Whether the child is looked after, by the kind of case."""
        return self.case_kind == self.CaseKind.LOOKED_AFTER

    @property
    def is_about_carer(self) -> bool:
        """Whether it is a foster carer's: it has no legal status and no siblings."""
        return self.kind == self.Kind.FOSTER_CARER

    @property
    def legal_status(self) -> str:
        """The statuses that run today in words; empty when none does, or when they weren't read with the row."""
        return "; ".join(str(status) for status in getattr(self, "current_legal_statuses", ()))

    @property
    def flags(self) -> list[str]:
        """The names of what this record is flagged with, the same on every page (LEE-20).

        ``has_overdue`` and ``opened_in_emergency`` count where ``queries.for_page`` has read them with the row.
        """
        is_open = self.closed_on is None and self.died_on is None
        known = {
            "restricted": self.is_restricted,
            "emergency": getattr(self, "opened_in_emergency", False),
            "overdue": getattr(self, "has_overdue", False),
            "no-iro": is_open and self.is_looked_after and self.iro_id is None,
            "no-practitioner": is_open and self.practitioner_id is None,
            "died": self.died_on is not None,
            "closed": self.closed_on is not None,
        }
        return [name for name, holds in known.items() if holds]

    def age_on(self, day: dt.date) -> int | None:
        """Age in whole years on a day (or at death); None when the date of birth isn't known."""
        if self.date_of_birth is None:
            return None
        day = min(day, self.died_on) if self.died_on else day
        had_birthday = (day.month, day.day) >= (self.date_of_birth.month, self.date_of_birth.day)
        return day.year - self.date_of_birth.year - (not had_birthday)


class LegalStatus(models.Model):
    """A legal status from a day, until a day when it ended."""

    class Status(models.TextChoices):
        """The statuses that matter to looked-after reviews."""

        S20 = "s20", "Accommodated (section 20)"
        ICO = "ico", "Interim care order"
        CARE_ORDER = "care_order", "Care order"
        PLACEMENT = "placement", "Placement order"
        EPO = "epo", "Emergency protection order"
        REMAND = "remand", "Remanded to local authority care"
        SUPERVISION = "supervision", "Supervision order"
        NONE = "none", "No order"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="legal_statuses")
    status = models.CharField(max_length=14, choices=Status)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name_plural = "legal statuses"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="legal_status_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()


class Contact(models.Model):
    """An address or telephone number; a concealed one shows that it exists, and nothing of it (LEE-21)."""

    class Kind(models.TextChoices):
        """What sort of contact detail this is."""

        ADDRESS = "address", "Address"
        PLACEMENT = "placement", "Placement address"
        PHONE = "phone", "Telephone"
        EMAIL = "email", "Email"
        SCHOOL = "school", "School"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=10, choices=Kind)
    detail = models.TextField(max_length=500)
    is_concealed = models.BooleanField("concealed", default=False)
    concealed_because = models.CharField("why it is concealed", max_length=200, blank=True)

    history = Trail(read_by=["subject"])

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Sibling(models.Model):
    """Two subjects are siblings; one row for the pair, the lower key first."""

    one = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="siblings_after")
    other = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="siblings_before")

    history = Trail(read_by=["one", "other"])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="sibling_pair_unique"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="sibling_lower_first"),
        ]


class Allocation(models.Model):
    """Who worked with a subject in which relation, and in which team, from a day until a day."""

    class Relation(models.TextChoices):
        """How a person stands to a record."""

        PRACTITIONER = "practitioner", "Allocated practitioner"
        IRO = "iro", "Reviewing officer"
        CP_CHAIR = "cp_chair", "Child-protection chair"

    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="allocations")
    relation = models.CharField(max_length=12, choices=Relation)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="allocations"
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    history = Trail(read_by=["subject", "history_date"])

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "relation"],
                condition=Q(ends_on__isnull=True),
                name="allocation_one_open_each",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="allocation_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(team__isnull=False), name="allocation_to_someone"
            ),
        ]
