"""A council's own words on screen."""

from pydantic import Field

from .part import Part, Words


class Terms(Part):
    """The words on screen. Whatever is left out keeps the words given here."""

    qa_team: Words = Field(default="Quality assurance team", description="The quality assurance team.")
    practitioner: Words = Field(default="Social worker", description="The allocated practitioner.")
    iro: Words = Field(default="IRO", description="The reviewing officer.")
    iro_manager: Words = Field(default="IRO Manager", description="Who manages the reviewing officers.")
    review: Words = Field(default="Looked-after review", description="The looked-after review.")
    review_audit: Words = Field(
        default="IRO audit: care planning and review", description="The IRO's own audit of a review."
    )
    qap: Words = Field(default="IRO quality assurance process", description="The quality assurance process.")
    qap_short: Words = Field(default="QAP", description="The short name of the quality assurance process.")
    issue: Words = Field(default="Issue", description="A concern in a QAP's table.")
    dispute: Words = Field(default="Dispute", description="A formal dispute.")
    dispute_process: Words = Field(
        default="Dispute resolution process", description="The formal process as a whole."
    )
    dispute_short: Words = Field(default="DRP", description="The short name of the formal process.")
    stage: Words = Field(default="Stage", description="A stage of a dispute.")
    recommended_action: Words = Field(
        default="Recommended action", description="What a stage asks to be done."
    )
    desired_outcomes: Words = Field(
        default="Desired outcomes", description="What the stage is to achieve for the child."
    )
    informal: Words = Field(
        default="Informal resolution", description="The attempt before the first formal stage."
    )
    confirmation: Words = Field(default="Confirmation", description="The confirmation of a stage.")
    cafcass_referral: Words = Field(default="Cafcass referral", description="The referral to Cafcass.")
    positive_alert: Words = Field(default="Positive alert", description="Commending good practice.")
    audit: Words = Field(default="Audit", description="An audit of a record.")
    reaudit: Words = Field(default="Re-audit", description="An audit that repeats one.")
    reviewer: Words = Field(default="Auditor", description="Whoever audits a record.")
    cycle: Words = Field(default="Audit cycle", description="A month's audits.")
    focus: Words = Field(default="Focus", description="What a cycle looks at.")
