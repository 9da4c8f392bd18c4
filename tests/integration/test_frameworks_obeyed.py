"""What a framework says is what happens: another council's procedure, written as YAML alone, is obeyed."""

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from disputes.actions.by_time import offer_next_stage
from disputes.actions.stage_asking import send_stage_request
from disputes.actions.start import raise_dispute
from disputes.rules import may_raise
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.frameworks.actions import load_shipped_frameworks
from qa_portal.frameworks.loading import SHIPPED
from qa_portal.frameworks.queries import policy_of, published_version
from qa_portal.workflow.steps import NotYours
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child, foster_carer

SHORT = (Path(__file__).parents[1] / "data" / "short_procedure.yaml").read_text()

pytestmark = pytest.mark.django_db

LONDON = clock.LONDON


def at(day: int, hour: int) -> dt.datetime:
    """A moment of June 2026; the 1st is a Monday."""
    return dt.datetime(2026, 6, day, hour, 0, tzinfo=LONDON)


@pytest.fixture
def council():
    with clock.standing_at(at(1, 8)):
        return small_council()


def install(client, council, text: str, key: str) -> None:
    """An administrator puts a framework in, publishes it and lets the department work by it."""
    sign_in(client, council.administrator)
    opened = client.get(reverse("framework_new")).context["opened"]
    saved = client.post(reverse("framework_new"), {"_opened": opened, "text": text})
    assert saved.status_code == 302, saved.context["form"].errors
    assert client.post(reverse("framework_publish", args=[key, 1]), {"confirmed": "yes"}).status_code == 302
    council.department.framework_key = key
    council.department.save()


def sent_stage(subject, by, level: int = 1, **background):
    dispute = raise_dispute(subject, by=by, level=level, concern="The plan has drifted.", **background)
    stage = dispute.stages.get()
    stage.desired_outcomes = "A plan that moves."
    stage.save()
    stage.actions.create(action="Hold the core group.")
    return send_stage_request(stage, by=by)


def clock_of(thing, kind: str) -> Deadline:
    return Deadline.objects.get(kind=kind, about_id=thing.pk, about_type__model=thing._meta.model_name)


@pytest.mark.rule("NEW-11")
@pytest.mark.rule("NEW-13")
def test_a_procedure_of_three_levels_in_hours_for_conference_chairs_is_loaded_and_obeyed(client, council):
    with clock.standing_at(at(1, 10)):
        install(client, council, SHORT, "short-procedure")
        subject = child(council, case_kind="child_in_need", iro=None, cp_chair=council.cp_chair)
        stage = sent_stage(subject, council.cp_chair)
        answer = clock_of(stage, "stage_answer")
    assert stage.name == "Step A"
    assert answer.due_at == at(2, 10)  # twenty-four hours on
    assert answer.owner == "team_manager"
    assert not Deadline.objects.filter(kind="dispute_cap").exists()  # the procedure has no cap

    with clock.standing_at(at(2, 11)):
        offer_next_stage(stage, answer)  # silence: this procedure opens the next level by itself
        later = stage.dispute.stages.get(level=2)
    assert later.name == "Step B"


@pytest.mark.rule("NEW-11")
def test_another_close_of_day_and_working_days_are_obeyed(client, council):
    text = SHORT.replace(
        "answer_within: { hours: 24 }\n      may_be", "answer_within: { working_days: 3 }\n      may_be"
    )
    text = text.replace("warn: [{ hours: 2 }]", "warn: [{ working_days: 1 }]")
    with clock.standing_at(at(1, 10)):
        install(client, council, text, "short-procedure")
        stage = sent_stage(
            child(council, case_kind="child_protection", cp_chair=council.cp_chair), council.cp_chair
        )
        answer = clock_of(stage, "stage_answer")
    assert answer.due_at == dt.datetime(2026, 6, 4, 16, 30, tzinfo=LONDON)


@pytest.mark.rule("NEW-13")
def test_who_may_raise_a_dispute_and_for_whom_is_the_framework_s_to_say(client, council):
    mosaic = policy_of(published_version("mosaic-iro")).disputes
    looked_after = child(council, cp_chair=council.cp_chair)
    assert may_raise(council.iro, looked_after, mosaic)
    assert not may_raise(council.cp_chair, looked_after, mosaic)
    assert not may_raise(council.iro, child(council, case_kind="child_in_need"), mosaic)
    with pytest.raises(NotYours):
        raise_dispute(looked_after, by=council.cp_chair, level=1, concern="x")

    install(client, council, SHORT, "short-procedure")
    short = policy_of(published_version("short-procedure")).disputes
    in_need = child(council, case_kind="child_in_need", iro=None, cp_chair=council.cp_chair)
    assert may_raise(council.cp_chair, in_need, short)
    assert not may_raise(council.iro, looked_after, short)
    with pytest.raises(NotYours):
        raise_dispute(looked_after, by=council.iro, level=1, concern="x")


@pytest.mark.rule("MER-23")
def test_a_fostering_iro_raises_a_dispute_on_the_carer_s_record_where_the_framework_serves_carers(council):
    carer = foster_carer(council)
    with pytest.raises(NotYours):
        raise_dispute(carer, by=council.fostering_iro, level=1, concern="x")
    council.department.framework_key = "merton"
    council.department.save()
    dispute = raise_dispute(
        carer, by=council.fostering_iro, level=1, concern="x", informal_tried="no", informal_why_not="Urgent"
    )
    assert dispute.subject == carer
    assert dispute.framework.key == "merton"
    with pytest.raises(NotYours):
        raise_dispute(foster_carer(council, iro=council.iro), by=council.iro, level=1, concern="x")


@pytest.mark.rule("LEE-11")
def test_what_has_started_keeps_its_version_and_what_starts_later_takes_the_new_one(council, tmp_path):
    for folder in SHIPPED.iterdir():
        (tmp_path / folder.name).mkdir()
        for file in folder.iterdir():
            text = file.read_text()
            if file.name == "disputes.yaml":
                text = text.replace("working_days: 5 }", "working_days: 3 }").replace(
                    "name: Stage 1", "name: Step one"
                )
            (tmp_path / folder.name / file.name).write_text(text)
    with clock.standing_at(at(1, 10)):
        before = sent_stage(child(council), council.iro)
        load_shipped_frameworks(tmp_path)
        after = sent_stage(child(council), council.iro)
    assert (before.name, after.name) == ("Stage 1", "Step one")
    assert clock.london_date(clock_of(before, "stage_answer").due_at) == dt.date(2026, 6, 8)
    assert clock.london_date(clock_of(after, "stage_answer").due_at) == dt.date(2026, 6, 4)
    assert [stage.dispute.framework.number for stage in (before, after)] == [1, 2]


@pytest.mark.rule("MER-13")
@pytest.mark.rule("LAW-05")
def test_the_cap_of_twenty_working_days_runs_from_the_first_formal_request_over_bank_holidays():
    with clock.standing_at(dt.datetime(2025, 4, 17, 15, 0, tzinfo=LONDON)):  # Maundy Thursday
        council = small_council()
        stage = sent_stage(child(council), council.iro)
    cap, answer = clock_of(stage.dispute, "dispute_cap"), clock_of(stage, "stage_answer")
    assert cap.due_at == dt.datetime(2025, 5, 20, 17, 0, tzinfo=LONDON)
    assert answer.due_at == dt.datetime(2025, 4, 28, 17, 0, tzinfo=LONDON)
    warned = [occasion[0] for occasion in cap.plan if occasion[1].startswith("due_soon")]
    assert [dt.datetime.fromisoformat(at_).astimezone(LONDON).date() for at_ in warned] == [
        dt.date(2025, 5, 13)
    ]
