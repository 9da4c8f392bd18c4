"""Every step of every state machine: where it begins, where it leads, and whose it is. Written by hand, from the
procedures and not from the declarations.

``may``: those of the scene's people whose it is, of the thing that ``THINGS`` names, where the step begins. ``button``:
whether it has one of its own; else it is taken together with something else. ``time``: whether time may take it.
"""

from __future__ import annotations

from dataclasses import dataclass

from .who_may import ASKED, CONFIRMER, DEPARTMENT, INSIGHTS, KEEPER, MANAGERS, NOBODY, QUALITY

REVIEWER = frozenset({"other_team_manager"})
PRACTITIONER = frozenset({"social_worker"})
#: Who checks an audit, who records a panel's grade (the procedures' own lists).
CHECKERS = INSIGHTS - {"insights_head"}
PANEL = INSIGHTS - {"insights_member"}
#: Who keeps a panel under the scene’s procedure, and who chairs it.
KEEPS_PANEL = frozenset({"insights_manager", "insights_service_manager"})
CHAIR = frozenset({"insights_manager"})
#: The Service Manager and those above.
DOES_IMPROVEMENT = DEPARTMENT | {"service_manager"}
#: Who signs that a record is destroyed (the house's own, where a procedure says nothing), and who signs second.
SIGNS_DESTRUCTION = frozenset({"insights_service_manager", "insights_head", "service_director"})
SIGNS_SECOND = SIGNS_DESTRUCTION - {"insights_head"}
#: The plan is kept by the team's managers and the quality assurance team.
PLANNERS = MANAGERS | QUALITY

#: Issues are escalated to other agencies by the auditor, the Team Manager and the quality assurance team.
ESCALATES = REVIEWER | QUALITY | {"team_manager"}


@dataclass(frozen=True)
class Step:
    """One step: from each of ``sources`` to ``target``."""

    name: str
    sources: frozenset[str]
    target: str
    may: frozenset[str]
    button: bool = True
    time: bool = False


def step(name: str, way: str, may: frozenset[str], *, button: bool = True, time: bool = False) -> Step:
    """A step from "drafted returned → sent"."""
    sources, target = way.split(" → ")
    return Step(name, frozenset(sources.split()), target, may, button, time)


STEPS: dict[str, tuple[Step, ...]] = {
    "Meeting": (
        step("complete", "started → completed", KEEPER),
        step("reopen", "completed → started", CONFIRMER, button=False),
    ),
    "CarePlanningAudit": (
        step("complete", "started → completed", KEEPER, button=False),
        step("take_up_again", "completed → started", KEEPER, button=False),
    ),
    "SignificantInformation": (step("complete", "drafted → completed", KEEPER),),
    "Qap": (
        step("open", "scheduled → drafted", KEEPER, time=True),
        step("send", "drafted returned → requested", KEEPER),
        step("give_back", "requested → returned", ASKED),
        step("answer", "requested → answered", ASKED),
        step("go_on_unanswered", "requested → unanswered", KEEPER),
        step("conclude", "answered unanswered → concluded", KEEPER),
        step("amend", "concluded → answered", KEEPER),
        step("end", "concluded → ended", KEEPER),
        step("reopen", "ended → concluded", CONFIRMER),
    ),
    "Dispute": (
        step("go_formal", "informal → open", KEEPER),
        step("settle_informally", "informal → closed", KEEPER),
        # Its keeper's, or whoever confirms the last stage: the IRO Manager and the deputy.
        step("close", "open → closed", KEEPER | CONFIRMER | {"insights_service_manager"}, button=False),
        step("reopen", "closed → open", CONFIRMER),
    ),
    "DisputeStage": (
        step("open", "scheduled → drafted", KEEPER, time=True),
        step("send", "drafted returned → sent", KEEPER),
        step("give_back", "sent → returned", ASKED),
        step("answer", "sent → answered", ASKED),
        step("go_on_unanswered", "sent → unanswered", KEEPER, time=True),
        step("conclude", "answered unanswered sent_back → concluded", KEEPER),
        step("send_back", "concluded → sent_back", CONFIRMER),
        step("confirm", "concluded → confirmed", CONFIRMER),
        step("finish_unconfirmed", "concluded unanswered → confirmed", KEEPER, button=False, time=True),
        step("bypass", "scheduled drafted sent returned answered unanswered sent_back → bypassed", KEEPER),
    ),
    "CafcassReferral": (
        step("make", "prepared → made", KEEPER),
        step("withdraw", "prepared → withdrawn", KEEPER),
    ),
    "Commendation": (step("acknowledge", "sent → acknowledged", PRACTITIONER | MANAGERS),),
    "RequestForResponse": (
        step("complete", "sent → completed", ASKED),
        step("give_back", "sent → returned", ASKED),
        step("withdraw", "sent returned → withdrawn", NOBODY, button=False, time=True),
    ),
    "Action": (
        step("open", "proposed → open", PLANNERS, button=False, time=True),
        step("complete", "open → done", PRACTITIONER | MANAGERS),
        step("verify", "done → verified", PLANNERS),
        step("give_back", "done → open", PLANNERS),
        step("drop", "proposed open → dropped", PLANNERS),
        step("lapse", "proposed open → dropped", NOBODY, button=False, time=True),
    ),
    "Cycle": (
        step("draw", "planned drawn → drawn", INSIGHTS),
        step("send", "drawn → sent", INSIGHTS),
        step("close", "sent → closed", INSIGHTS),
    ),
    "Audit": (
        step("begin", "allocated → begun", REVIEWER, button=False),
        step("submit", "begun sent_back not_accepted → submitted", REVIEWER),
        step("send_back", "submitted → sent_back", CHECKERS),
        step("refuse", "sent_back → not_accepted", CHECKERS, button=False, time=True),
        step("accept", "submitted → accepted", CHECKERS),
        step("pass_unchecked", "submitted → accepted", REVIEWER, button=False, time=True),
        # The procedure that holds for moderation has no check: time alone holds.
        step("hold", "accepted → to_moderate", NOBODY, button=False, time=True),
        step("moderate", "to_moderate → accepted", PANEL),
        step("return_to_team", "accepted → returned", REVIEWER | INSIGHTS),
        step("finalise", "returned → finalised", INSIGHTS),
        step("close", "finalised → closed", INSIGHTS),
        step("withdraw", "allocated begun sent_back not_accepted → withdrawn", INSIGHTS),
    ),
    "Assurance": (step("assure", "asked → assured", frozenset({"service_manager"})),),
    "LevelDispute": (step("decide", "raised → decided", frozenset({"insights_head"})),),
    "Challenge": (
        step("settle", "informal → resolved", REVIEWER | MANAGERS),
        step("go_formal", "informal → formal", frozenset({"social_worker", "team_manager"})),
        step("climb", "formal → formal", frozenset({"insights_manager"})),
        step("decide", "formal → resolved", frozenset({"insights_manager"})),
    ),
    "SafetyAlert": (
        step("climb", "raised → raised", INSIGHTS, time=True),
        # The first rung is the Team Manager's; whoever stands above may answer as well.
        step("resolve", "raised → resolved", MANAGERS),
    ),
    "OutsideIssue": (
        step("send", "prepared → sent", ESCALATES),
        step("chase", "sent → sent", ESCALATES, time=True),
        step("answer", "sent → answered", ESCALATES),
        step("end", "prepared sent → ended", ESCALATES),
    ),
    "Panel": (
        step("convene", "planned → convened", KEEPS_PANEL),
        step("begin", "convened → sitting", CHAIR),
        step("end", "sitting → ended", CHAIR),
        step("cancel", "planned convened → cancelled", KEEPS_PANEL),
    ),
    "Moderation": (
        step("reveal", "listed → revealed", CHAIR),
        step("agree", "revealed → agreed", CHAIR),
        step("carry_over", "listed revealed → carried", CHAIR, time=True),
        step("take_off", "listed revealed → taken_off", KEEPS_PANEL),
    ),
    # Each is another team's manager's, a member of the panel, and nobody else's.
    "MemberGrade": (
        step("give", "asked given → given", REVIEWER),
        step("step_out", "asked given → stepped_out", REVIEWER),
        step("leave", "asked → left", NOBODY, button=False, time=True),
    ),
    # The Service Manager's, whose post it is, and those who manage the service.
    "ServiceAction": (
        step("complete", "open → done", DOES_IMPROVEMENT),
        step("verify", "done → verified", QUALITY),
        step("give_back", "done → open", QUALITY),
        step("drop", "open → dropped", QUALITY),
    ),
    # Led by a Team Manager of another team.
    "Activity": (
        step("hold", "planned → held", INSIGHTS | {"team_manager"}),
        step("close", "held → closed", INSIGHTS),
        step("call_off", "planned → called_off", INSIGHTS),
    ),
    # Led by the Insights manager, who doesn't endorse it.
    "ThematicReview": (
        step("begin", "prepared → under_way", INSIGHTS),
        step("endorse", "under_way → endorsed", CONFIRMER | {"insights_service_manager", "insights_head"}),
        step("close", "endorsed → closed", INSIGHTS),
    ),
    "SupportRequest": (
        step("take", "asked → taken", INSIGHTS),
        step("put_back", "taken → asked", INSIGHTS),
        step("give_answer", "asked taken → answered", INSIGHTS),
        step("withdraw", "asked taken → withdrawn", PRACTITIONER),
    ),
    "Report": (
        step("publish", "drafted → published", PANEL),
        step("supersede", "published → superseded", PANEL, button=False),
        step("withdraw", "published → withdrawn", PANEL),
        step("discard", "drafted → discarded", INSIGHTS),
    ),
    "Disposal": (
        step("keep", "listed → kept", SIGNS_DESTRUCTION),
        step("list_again", "kept → listed", NOBODY, button=False, time=True),
        step("propose", "listed → proposed", SIGNS_DESTRUCTION),
        # In the scene the head of Insights has signed first.
        step("agree", "proposed → agreed", SIGNS_SECOND),
        step("stop", "proposed agreed → listed", SIGNS_DESTRUCTION, time=True),
    ),
    "AccessRequest": (
        step("gathered", "gathering → review", NOBODY, button=False, time=True),
        step("release", "review → released", QUALITY - {"insights_member"}),
        step("end", "gathering review → ended", QUALITY - {"insights_member"}),
    ),
    "GoodPractice": (
        step("publish", "proposed → published", QUALITY),
        step("decline", "proposed → declined", QUALITY),
        step("withdraw", "published → withdrawn", QUALITY),
    ),
}


def things(noun: str, states: str, **others: str) -> dict[str, str]:
    """The names of things in the scene by their state: "qap sent", unless ``others`` says what it is called."""
    return {state: f"{noun} {state}" for state in states.split()} | others


#: A thing in each state of each machine, by its name in the scene.
THINGS: dict[str, dict[str, str]] = {
    "Meeting": things("meeting", "started completed"),
    "CarePlanningAudit": things("planning", "started completed"),
    "SignificantInformation": things("information", "drafted completed"),
    "Qap": things("qap", "scheduled drafted requested returned answered unanswered concluded ended"),
    "Dispute": things("dispute", "informal closed", open="dispute sent"),
    "DisputeStage": things(
        "stage",
        "scheduled drafted sent returned answered unanswered concluded sent_back confirmed bypassed",
    ),
    "CafcassReferral": things("referral", "made withdrawn", prepared="referral documented"),
    "Commendation": things("commendation", "acknowledged", sent="commendation"),
    "RequestForResponse": things("request", "sent returned withdrawn", completed="request answered"),
    "Action": things("action", "proposed open done verified dropped"),
    "Cycle": things("cycle", "planned drawn sent closed"),
    "Audit": things(
        "audit",
        "allocated begun submitted sent_back not_accepted to_moderate accepted returned finalised closed",
        withdrawn="allocation over",
    ),
    "Assurance": things("assurance", "asked assured"),
    "LevelDispute": things("level", "raised decided"),
    "Challenge": things("challenge", "informal formal", resolved="challenge settled"),
    "SafetyAlert": things("alert", "raised resolved"),
    "OutsideIssue": things("outside", "prepared sent answered ended"),
    "Panel": things("panel", "planned convened sitting ended cancelled"),
    "Moderation": things("moderation", "listed revealed agreed carried taken_off"),
    "MemberGrade": things("grade", "asked given stepped_out left"),
    "AccessRequest": things("access", "gathering review released ended"),
    "Disposal": things("disposal", "listed kept proposed agreed"),
    "ServiceAction": things("improvement", "open done verified dropped"),
    "Activity": things("activity", "planned held closed called_off"),
    "ThematicReview": things("thematic", "prepared under_way endorsed closed"),
    "SupportRequest": things("support", "asked taken answered withdrawn"),
    "Report": things("report", "published superseded withdrawn discarded", drafted="report written"),
    "GoodPractice": things("example", "proposed published declined withdrawn"),
}
