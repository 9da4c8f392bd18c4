"""Reports: which a service has, who writes and publishes them, who gets them and when (MER-21)."""

from typing import Any

from pydantic import Field, field_validator

from qa_portal.frameworks.vocabulary import ReportName

from .part import Part, ReportWord, RoleWord, Words


class ReportRecipient(Part):
    """Whom a report is given to."""

    name: Words = Field(description="A meeting, a board, a group of people, as the council calls it.")
    outside: bool = Field(
        default=False,
        description="Whether it leaves the service: then small numbers are left out of what they get.",
    )
    within_days: int | None = Field(
        default=None,
        ge=0,
        le=260,
        description="In how many working days after the period they are to have it, where it isn't the report's own.",
    )


class ReportPlan(Part):
    """One report that the service has."""

    report: ReportWord = Field(description="Which report.")
    within_days: int = Field(
        ge=0, le=260, description="In how many working days after its period it is to be given."
    )
    to: tuple[ReportRecipient, ...] = Field(min_length=1, description="Who gets it (MER-21).")


class Reports(Part):
    """The reports of a service."""

    year_begins: int = Field(
        default=4,
        ge=1,
        le=12,
        description="The month in which the year begins that figures are added up over.",
    )
    smallest_number: int = Field(
        default=5,
        ge=2,
        le=20,
        description="Numbers below it, but for 0, are left out of what leaves the service (NEW-08).",
    )
    written_by: tuple[RoleWord, ...] = Field(min_length=1, description="Who drafts and writes reports.")
    published_by: tuple[RoleWord, ...] = Field(min_length=1, description="Who publishes them.")
    plans: tuple[ReportPlan, ...] = Field(min_length=1, description="The reports, in order.")

    @field_validator("plans")
    @classmethod
    def _has_none_twice(cls, plans: tuple[ReportPlan, ...]) -> tuple[ReportPlan, ...]:
        names = [plan.report.value for plan in plans]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there twice; each report has one entry")
        return plans

    def plan(self, report: Any) -> ReportPlan:
        """What is said of a report. Raises KeyError for one that the service doesn't have."""
        for plan in self.plans:
            if plan.report == report:
                return plan
        raise KeyError(str(report))

    def has(self, report: ReportName) -> bool:
        """Whether the service has this report."""
        return any(plan.report == report for plan in self.plans)
