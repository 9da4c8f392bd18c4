"""Quality assurance besides audits: what a service's calendar holds, and who answers requests for support."""

from pydantic import Field, field_validator

from qa_portal.frameworks.vocabulary import ActivityKind

from .part import ActivityWord, Part, RoleWord


class Activities(Part):
    """The other quality assurance activity of a service, kept in one calendar (MER-19)."""

    kinds: tuple[ActivityWord, ...] = Field(min_length=1, description="Which kinds it has, in order.")
    planned_by: tuple[RoleWord, ...] = Field(min_length=1, description="Who plans them.")

    @field_validator("kinds")
    @classmethod
    def _has_none_twice(cls, kinds: tuple[ActivityKind, ...]) -> tuple[ActivityKind, ...]:
        twice = sorted({kind.value for kind in kinds if kinds.count(kind) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} is there twice; each kind has one entry")
        return kinds


class Support(Part):
    """Requests for quality assurance guidance and support (MER-24)."""

    answered_by: tuple[RoleWord, ...] = Field(
        min_length=1, description="Who takes requests from the queue and answers them."
    )
    within_days: int = Field(ge=1, le=60, description="In how many working days a request is to be answered.")
