"""How long records are kept, and who signs that one is destroyed (LAW-09)."""

from pydantic import Field, field_validator

from qa_portal.frameworks.vocabulary import CaseKind, CountedFrom, Role

from .part import CaseKindWord, CountedFromWord, Part, RoleWord

#: Who may be named to sign: those who answer for quality assurance, and the heads of service and above.
ANSWER_FOR_IT = frozenset(
    {
        Role.IRO_MANAGER,
        Role.INSIGHTS_MANAGER,
        Role.INSIGHTS_SERVICE_MANAGER,
        Role.INSIGHTS_HEAD,
        Role.PRINCIPAL_SOCIAL_WORKER,
        Role.HEAD_OF_SERVICE,
        Role.ASSISTANT_DIRECTOR,
        Role.SERVICE_DIRECTOR,
        Role.CORPORATE_DIRECTOR,
    }
)
#: What the law itself says of: no procedure can say otherwise.
SAID_BY_LAW = (CaseKind.LOOKED_AFTER, CaseKind.CARE_EXPERIENCED)


class KeptFor(Part):
    """How long one type of record is kept."""

    kind: CaseKindWord = Field(description="The kind of case; never one that the law speaks of.")
    years: int = Field(ge=1, le=120, description="For how many years.")
    counted_from: CountedFromWord = Field(
        default=CountedFrom.CLOSING, description="What the years are counted from."
    )


class Retention(Part):
    """How long records are kept.

    Whoever was ever looked after is no matter of a procedure: their record is kept until the 75th anniversary of their
    birth, or for 15 years after they died, where they died under 18 (LAW-09).
    """

    signed_by: tuple[RoleWord, ...] = Field(
        default=(Role.INSIGHTS_SERVICE_MANAGER, Role.INSIGHTS_HEAD, Role.SERVICE_DIRECTOR),
        min_length=1,
        description="Who reviews what is no longer to be kept, and signs; two people for each record.",
    )
    periods: tuple[KeptFor, ...] = Field(
        default=(),
        description="How long each other type of record is kept. A type that isn't here is kept for good.",
    )

    @field_validator("signed_by")
    @classmethod
    def _is_signed_by_those_who_answer_for_it(cls, signed_by: tuple[Role, ...]) -> tuple[Role, ...]:
        if others := sorted(set(signed_by) - ANSWER_FOR_IT):
            raise ValueError(
                f"{', '.join(others)}: destruction is signed by those who answer for quality assurance, or by heads of "
                "service and above"
            )
        return signed_by

    @field_validator("periods")
    @classmethod
    def _says_nothing_twice_nor_what_the_law_says(cls, periods: tuple[KeptFor, ...]) -> tuple[KeptFor, ...]:
        kinds = [period.kind.value for period in periods]
        if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            raise ValueError(f"{', '.join(twice)} is there twice; each type of record has one period")
        if lawful := sorted(set(kinds) & {str(kind) for kind in SAID_BY_LAW}):
            raise ValueError(
                f"{', '.join(lawful)}: the law says how long these are kept; leave them out (LAW-09)"
            )
        return periods

    def period_of(self, kind: str) -> KeptFor | None:
        """How long a kind of case is kept; None where it is kept for good."""
        return next((period for period in self.periods if period.kind == kind), None)
