"""The steps of a challenge: settled after the meeting, taken up its rungs, decided (WAL-12, WAL-13)."""

from __future__ import annotations

from typing import Any

from audits.actions import resolving as actions
from audits.actions.rungs import holder_in_words
from audits.forms import climbing as forms
from audits.models import Challenge
from qa_portal import clock

from .challenges import ChallengeStep

_REPORT = "The report is amended as a further version; the one before stays on the record."


class SettleChallenge(ChallengeStep):
    """Resolves it after the meeting. May: the auditor, or a manager of the team."""

    form_class = forms.SettleForm
    step = "settle"
    title = "Record that it is resolved"
    submit_label = "Record the outcome"
    success_message = "The outcome is recorded, and the grade stands as you said."

    def get_form_kwargs(self, thing: Challenge) -> dict[str, Any]:
        """The scale of its procedure."""
        return {"audit": self.audit}

    def suggest(self, thing: Challenge) -> dict[str, Any]:
        """What was recorded of the meeting."""
        return {"summary": thing.summary}

    def what_happens(self, thing: Challenge) -> list[str]:
        """The grade, the report."""
        amends = (
            f"It is {self.audit.reviewer.name}, who audited, who amends it; a manager records that it stands."
        )
        return ["The grade that you choose stands from now on, amended or not.", amends, _REPORT]

    def act(self, thing: Challenge, form: Any, by: Any) -> None:
        """Settle it."""
        said = {name: form.cleaned_data[name] for name in ("summary", "outcome")}
        actions.settle_challenge(thing, by=by, seen_version=thing.version, **said, **form.graded())


class GoFormal(ChallengeStep):
    """Goes on to the formal process. May: whoever may challenge the grade."""

    form_class = forms.GoFormalForm
    step = "go_formal"
    title = "Go on to the formal process"
    submit_label = "Go on"
    success_message = "The challenge is formal. Whoever has it now has been told."

    def suggest(self, thing: Challenge) -> dict[str, Any]:
        """What was recorded of the meeting."""
        return {"summary": thing.summary}

    def what_happens(self, thing: Challenge) -> list[str]:
        """Whose it is then."""
        return _next_rung(thing)

    def act(self, thing: Challenge, form: Any, by: Any) -> None:
        """Take it there."""
        actions.take_challenge_formal(thing, by=by, seen_version=thing.version, **form.cleaned_data)


class ClimbChallenge(ChallengeStep):
    """Takes it to the next step with the reasons. May: whoever has the one that it stands on."""

    form_class = forms.TakeOnForm
    step = "climb"
    title = "Take it to the next step"
    submit_label = "Take it on"
    success_message = "It is at its next step. Whoever has it now has been told."

    def get_form_kwargs(self, thing: Challenge) -> dict[str, Any]:
        """The step above."""
        return {"following": thing.next_rung}

    def suggest(self, thing: Challenge) -> dict[str, Any]:
        """Today."""
        return {"discussed_on": clock.today()}

    def what_happens(self, thing: Challenge) -> list[str]:
        """Whose it is then."""
        return _next_rung(thing)

    def act(self, thing: Challenge, form: Any, by: Any) -> None:
        """Take it on."""
        actions.climb_challenge(thing, by=by, seen_version=thing.version, **form.cleaned_data)


class DecideChallenge(ChallengeStep):
    """Decides which grade stands. May: whoever has the step that it stands on, never its auditor."""

    form_class = forms.DecideForm
    step = "decide"
    title = "Decide on the challenge"
    submit_label = "Record the decision"
    success_message = "The decision is recorded, and the grade stands as you decided."

    def get_form_kwargs(self, thing: Challenge) -> dict[str, Any]:
        """The scale of its procedure."""
        return {"audit": self.audit}

    def suggest(self, thing: Challenge) -> dict[str, Any]:
        """Today."""
        return {"discussed_on": clock.today()}

    def what_happens(self, thing: Challenge) -> list[str]:
        """The grade, its history, the report."""
        return [
            "The grade that you choose stands from now on; those given before stay in the grade history.",
            _REPORT,
        ]

    def act(self, thing: Challenge, form: Any, by: Any) -> None:
        """Decide it."""
        names = ("discussed_on", "summary", "was_audited_again", "outcome")
        said = {name: form.cleaned_data[name] for name in names}
        actions.decide_challenge(thing, by=by, seen_version=thing.version, **said, **form.graded())


def _next_rung(challenge: Challenge) -> list[str]:
    following = challenge.next_rung
    if following is None:
        return []
    holder = holder_in_words(
        str(following.held_by), challenge.audit.subject.team_id, without=challenge.judged
    )
    return [f"“{following.name}”: {holder} is told, and its clock runs."]
