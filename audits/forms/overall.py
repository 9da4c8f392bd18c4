"""The form of the overall judgement: the grade, its reason, strengths, what needs to improve, themes, actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from audits.blockers.writing import odd_about
from audits.forms.actions import ActionRow
from audits.models import Audit
from qa_portal.forms import ChoiceField, LongTextField, MultipleChoiceField, PortalForm, RowTable

STRENGTH, RISK = "strength", "risk"


class OverallForm(PortalForm):
    """The whole, judged. Which grades are asked for depends on the procedure and on the conversation (WAL-06)."""

    marks_no_optional = True

    before = ChoiceField("", [], required=False)
    after = ChoiceField("", [], required=False)
    grade_reason = LongTextField(
        "Why this grade?",
        required=False,
        help_text="What weighs most, against the descriptors. The practitioner reads it.",
    )
    grade_despite = LongTextField(
        "Why does the overall grade differ from those of the sections?",
        max_length=4000,
        rows=3,
        required=False,
    )
    strengths = LongTextField("What is good about the practice?", required=False)
    to_improve = LongTextField("What needs to improve?", required=False)
    strong_themes = MultipleChoiceField("Themes that are a strength here", [], required=False)
    risky_themes = MultipleChoiceField("Themes that are a risk here", [], required=False)
    actions = RowTable(
        ActionRow,
        noun="action",
        offers_row=False,
        legend="Improvement plan: actions for the whole",
        hint="Actions that answer one question belong to its section, and count here too.",
    )

    def __init__(
        self,
        *args: Any,
        audit: Audit,
        asks: Iterable[str],
        owners: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        self.audit, self.owners = audit, list(owners)
        super().__init__(*args, **kwargs)
        policy, asked = audit.policy, set(asks)
        text = audit.tool.overall_text
        twice = policy.audit_steps.grades_twice
        labels = {
            "before": f"{text} After reading the record" if twice else text,
            "after": f"{text} After the conversation",
        }
        for name, label in labels.items():
            if name in asked:
                self.fields[name].choices = grade_choices(audit)
                self.fields[name].label = label
            else:
                del self.fields[name]
        if not audit.tool.overall:
            for name in ("grade_reason", "grade_despite"):
                del self.fields[name]
        themes = [(theme.key, theme.label) for theme in policy.themes]
        for name in ("strong_themes", "risky_themes"):
            self.fields[name].choices = themes

    def row_form_kwargs(self) -> dict[str, Any]:
        """Who can do an action."""
        return {"owners": self.owners}

    def clean(self) -> dict[str, Any]:
        """A theme is one or the other; a grade that sits oddly is asked about, and may stay."""
        data = super().clean() or self.cleaned_data
        both = set(data.get("strong_themes") or ()) & set(data.get("risky_themes") or ())
        if both:
            names = ", ".join(self.audit.policy.theme_label(key) for key in sorted(both))
            self.add_error("risky_themes", f"{names}: choose a strength or a risk, not both.")
        odd = self.odd
        if odd and not data.get("grade_despite", "").strip() and "grade_despite" in self.fields:
            self.add_error(
                "grade_despite",
                f"{' '.join(odd)} That may be right: say why, or change the grade.",
            )
        return data

    @property
    def odd(self) -> list[str]:
        """Why the grade that was chosen sits oddly with those of the sections."""
        grade = self.judgement().get("grade", "")
        return odd_about(self.audit, grade) if grade else []

    def judgement(self) -> dict[str, Any]:
        """The grades that were chosen, as ``write_overall`` takes them."""
        twice, found = self.audit.policy.audit_steps.grades_twice, {}
        for name in ("before", "after"):
            if name in self.fields:
                grade, point = _read(self.audit, self.cleaned_data.get(name) or "")
                suffix = "_before" if name == "before" and twice else ""
                found |= {f"grade{suffix}": grade, f"point{suffix}": point}
        if "grade" not in found and "grade_before" in found:
            found |= {"grade": found["grade_before"], "point": found["point_before"]}
        return found

    def written(self) -> dict[str, Any]:
        """What the valid form gives, as ``write_overall`` takes it."""
        data = self.cleaned_data
        themes = dict.fromkeys(data["strong_themes"], STRENGTH) | dict.fromkeys(data["risky_themes"], RISK)
        names = ("grade_reason", "grade_despite", "strengths", "to_improve")
        return {
            **self.judgement(),
            **{name: data[name] for name in names if name in data},
            "themes": themes,
        }


def grade_choices(audit: Audit) -> list[tuple[str, str]]:
    """What the whole can be graded with: the points of the scale, or the grades."""
    scale = audit.policy.scale
    if scale.overall_in_points:
        return [(str(point), str(point)) for point in scale.points]
    return [(str(band.grade), band.label) for band in scale.bands]


def chosen(audit: Audit, grade: str, point: int | None) -> str:
    """A stored overall grade as the form's option."""
    if audit.policy.scale.overall_in_points:
        return "" if point is None else str(point)
    return grade


def _read(audit: Audit, said: str) -> tuple[str, int | None]:
    if not said or not audit.policy.scale.overall_in_points:
        return said, None
    return str(audit.policy.scale.grade_of(int(said))), int(said)
