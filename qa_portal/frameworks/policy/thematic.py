"""Thematic reviews: how many cases, how much notice, who endorses, which boards (KNO-07, KNO-10, KNO-19, KNO-23)."""

from pydantic import Field

from .part import Part, RoleWord, Words


class Thematic(Part):
    """The thematic reviews of a service."""

    fewest_cases: int = Field(
        default=12, ge=1, le=200, description="How many cases a review has at least (KNO-07)."
    )
    notice_days: int = Field(
        ge=0,
        le=60,
        description="How many working days of notice a case holder has before the first day (KNO-19).",
    )
    agreed_by: Words = Field(description="Who agrees the theme and the question framework.")
    endorsed_by: tuple[RoleWord, ...] = Field(min_length=1, description="Who endorses the report (KNO-19).")
    boards: tuple[Words, ...] = Field(
        min_length=1, description="The boards that examine the report, one after the other (KNO-10)."
    )
    celebrated_by: Words = Field(description="Who celebrates outstanding cases (KNO-23).")
    training: RoleWord = Field(description="Who hears of celebrated cases, for training (KNO-23).")
