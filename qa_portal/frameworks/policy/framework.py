"""A framework: a council's procedure as data. It chooses who, how long, in what order, on or off, and the words."""

from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from qa_portal.deadlines.calendar import Duration
from qa_portal.frameworks.vocabulary import ClockName, LadderName, Role
from qa_portal.people.roles import line_above

from .activities import Activities, Support
from .after_audits import FilingPolicy, FollowUp, Inadequate, OtherAgencies, Reaudit, ReturnPolicy
from .audit_tool import AuditTool, CycleTool
from .audits import (
    AuditSteps,
    Check,
    Cohort,
    Cycles,
    Scale,
    Selection,
    Supervision,
)
from .checklists import Checklist
from .clocks import Clock
from .disputes import DisputePolicy
from .moderation import Moderation
from .part import (
    ClockTime,
    ClockWord,
    FrameworkKey,
    Key,
    LadderWord,
    Part,
    Passage,
    RecipientWord,
    RoleWord,
    SubjectKindWord,
    Words,
)
from .qap import QapPolicy
from .reports import Reports
from .retention import Retention
from .rungs import Challenge, SafetyAlerts
from .terms import Terms
from .thematic import Thematic

Version = Annotated[str, StringConstraints(min_length=1, max_length=30)]


class About(Part):
    """Where this version comes from and who answers for it (WAL-31)."""

    version: Version = Field(description='The procedure\'s own version, as its title page says it: "1.0".')
    author: Words = Field(description="Who wrote it.")
    source: Passage | None = Field(default=None, description="The document that it follows, with its date.")
    changes: Passage = Field(description="What changed since the version before.")
    approved_by: Words | None = Field(default=None, description="Who approved it; left out while nobody has.")
    implemented_on: date | None = Field(
        default=None, description="The day from which the council works by it."
    )
    review_on: date | None = Field(default=None, description="The day on which it is to be reviewed.")


class Office(Part):
    """The working day."""

    closes_at: ClockTime = Field(
        default=time(17, 0),
        description="When the working day closes, London time: what lasts working days is due then (LAW-05).",
    )


class Theme(Part):
    """A theme that an issue can be put under, so that issues can be counted."""

    key: Key = Field(description="Its name in the data; never changed once it has been used.")
    label: Words = Field(description="Its words on screen.")


class PositiveAlertPolicy(Part):
    """Commending good practice by the same route (NEW-12)."""

    enabled: bool = Field(description="Whether good practice can be commended.")
    who: tuple[RoleWord, ...] = Field(default=(), description="Who may commend.")
    tell: tuple[RecipientWord, ...] = Field(default=(), description="Who is told.")


def _has_no_role_twice(ladder: tuple[Role, ...]) -> tuple[Role, ...]:
    twice = sorted({role.value for role in ladder if ladder.count(role) > 1})
    if twice:
        raise ValueError(f"{', '.join(twice)} stands on this ladder twice; each role has one rung")
    return ladder


Ladder = Annotated[tuple[RoleWord, ...], Field(min_length=1), AfterValidator(_has_no_role_twice)]


class Framework(Part):
    """A council's procedure."""

    key: FrameworkKey = Field(
        description="Its short name, by which teams and other frameworks choose it: merton."
    )
    title: Words = Field(description="Its title, as people know it.")
    service: Words = Field(description="The service whose procedure it is.")
    serves: tuple[SubjectKindWord, ...] = Field(
        min_length=1, description="Whose records it serves: child, foster_carer, adult (MER-23)."
    )
    about: About = Field(description="Where this version comes from and who answers for it (WAL-31).")
    includes: tuple[FrameworkKey, ...] = Field(
        default=(), description="Frameworks whose sections it takes over where it has none of its own."
    )
    terms: Terms = Field(default=Terms(), description="The words on screen.")
    office: Office = Field(default=Office(), description="The working day.")
    ladders: dict[LadderWord, Ladder] = Field(
        description="The roles, lowest first, that unanswered work climbs (LEE-02). line_management is always needed."
    )
    clocks: dict[ClockWord, Clock] = Field(
        description="The time limits: one entry for each clock that the procedure uses."
    )
    qap: QapPolicy = Field(description="The IRO's quality assurance process.")
    disputes: DisputePolicy = Field(description="The formal dispute resolution process.")
    positive_alerts: PositiveAlertPolicy = Field(
        default=PositiveAlertPolicy(enabled=False), description="Commending good practice (NEW-12)."
    )
    iro_audit: AuditTool | None = Field(
        default=None,
        description="The IRO's own audit that a looked-after review carries; left out where there is none (MOS-23).",
    )
    themes: tuple[Theme, ...] = Field(
        min_length=1, description="The themes that issues are put under, in order."
    )
    tools: tuple[CycleTool, ...] = Field(
        default=(), description="The tools of the audit cycles; left out where the procedure has no audits."
    )
    scale: Scale | None = Field(default=None, description="How practice is graded.")
    audit_steps: AuditSteps | None = Field(default=None, description="What an audit goes through.")
    cycles: Cycles | None = Field(default=None, description="When audits take place.")
    selection: Selection | None = Field(
        default=None, description="How cases are drawn, and paired with whoever audits them."
    )
    check: Check | None = Field(
        default=None, description="The quality check of a completed audit; left out where there is none."
    )
    moderation: Moderation | None = Field(
        default=None, description="Which audits are moderated; left out: none."
    )
    inadequate: Inadequate | None = Field(
        default=None, description="What an Inadequate sets off at once; left out: nothing."
    )
    returning: ReturnPolicy | None = Field(default=None, description="Who is sent an accepted audit.")
    filing: FilingPolicy | None = Field(
        default=None, description="When an audit's report is put on the child's record."
    )
    follow_up: FollowUp | None = Field(default=None, description="What follows the return to the team.")
    reaudit: Reaudit | None = Field(
        default=None, description="When an audit is repeated; left out: never by rule."
    )
    challenge: Challenge | None = Field(
        default=None, description="How a grade is challenged; left out: it can't be."
    )
    safety_alerts: SafetyAlerts | None = Field(
        default=None, description="What happens with an immediate concern for safety; needed with tools."
    )
    other_agencies: OtherAgencies | None = Field(
        default=None,
        description="What happens with an issue about another service or agency; left out: it isn't escalated here.",
    )
    supervision: tuple[Supervision, ...] = Field(
        default=(), description="How often each kind of case is supervised."
    )
    reports: Reports | None = Field(
        default=None, description="The reports of the service; left out where it has none."
    )
    retention: Retention = Field(default=Retention(), description="How long records are kept (LAW-09).")

    activities: Activities | None = Field(
        default=None,
        description="Its other quality assurance activity; left out: there is no calendar of it.",
    )
    support: Support | None = Field(
        default=None, description="Requests for quality assurance support; left out: they aren't taken here."
    )

    thematic: Thematic | None = Field(
        default=None,
        description="Thematic reviews; left out: they are activities of the calendar like others.",
    )
    checklists: tuple[Checklist, ...] = Field(
        default=(),
        description="The standards checklists of conferences and reviews; left out: they carry none.",
    )

    @property
    def closes_at(self) -> time:
        """When the working day closes, London time."""
        return self.office.closes_at

    def clock(self, name: str) -> Clock:
        """The clock with this name, with its length and warning wherever the procedure says them.

        Only ``stage_answer`` is left without a length: each level says its own. Raises KeyError for a clock that this
        procedure doesn't use.
        """
        name = ClockName(name)
        clock = self.clocks[name]
        if name == ClockName.QAP_ANSWER:
            return clock.model_copy(update={"lasts": self.qap.answer_within})
        if name == ClockName.DISPUTE_CAP:
            if self.disputes.cap is None:
                raise KeyError(name)
            return clock.model_copy(update=self.disputes.cap.as_clock(clock))
        return clock

    def lasts(self, name: str, *, level: int | None = None) -> Duration | None:
        """How long a clock runs; None where a person sets its date.

        ``level`` is needed for ``stage_answer``. Raises KeyError for a clock that this procedure doesn't use.
        """
        if ClockName(name) != ClockName.STAGE_ANSWER:
            return self.clock(name).lasts
        if level is None:
            raise ValueError("How long a stage may take depends on its level: give the level.")
        return self.disputes.level(level).answer_within

    def line_above(self, role: str) -> tuple[Role, ...]:
        """The rungs above a role on this council's ladders, nearest first; the house's own where it is on none."""
        if role == Role.SOCIAL_WORKER:
            return self.ladders[LadderName.LINE_MANAGEMENT]
        for ladder in self.ladders.values():
            if role in ladder:
                return ladder[ladder.index(Role(role)) + 1 :]
        return line_above(role)

    @property
    def has_audits(self) -> bool:
        """Whether the procedure has audits."""
        return bool(self.tools)

    def tool(self, key: str) -> CycleTool:
        """The tool with this key. Raises KeyError."""
        for tool in self.tools:
            if tool.key == key:
                return tool
        raise KeyError(key)

    def cohort_for(self, tool: str) -> tuple[Cohort, ...]:
        """Who audits with a tool: its own, where a service is audited with it each month, else everybody's."""
        monthly = self.cycles.monthly_with(tool)
        return monthly.cohort if monthly else self.selection.cohort

    @property
    def roles_counted_on(self) -> frozenset[Role]:
        """The roles whose holder for a record must answer, confirm, discuss, sign, assure or decide."""
        words: set[object] = {level.answered_by for level in self.disputes.levels}
        words.add(self.disputes.confirmer)
        words |= set(self.qap.request_to) if self.qap.offered else set()
        if self.has_audits:
            words |= {
                rung.held_by
                for rungs in (self.challenge, self.safety_alerts)
                if rungs
                for rung in rungs.rungs
            }
            words |= {self.follow_up.discussed_by, self.follow_up.signed_off_by}
            words |= {self.follow_up.head_follows_reaudit}
            if self.other_agencies:
                words.add(self.other_agencies.followed_up_by)
            if self.inadequate:
                words |= {self.inadequate.assured_by, self.inadequate.level_decided_by}
        return frozenset(Role(word) for word in words if word in Role.values)

    def supervision_of(self, case_kind: str) -> Supervision | None:
        """How often this kind of case is supervised; None where the procedure doesn't say."""
        return next((each for each in self.supervision if each.kind == case_kind), None)

    def theme_label(self, key: str) -> str:
        """A theme in words; the key itself for one that this version doesn't know."""
        return next((theme.label for theme in self.themes if theme.key == key), key)
