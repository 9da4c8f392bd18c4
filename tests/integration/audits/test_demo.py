"""The demonstration's audits can be told on any day, and leave something real at every place."""

import datetime as dt

import pytest

from audits.demo import tell
from audits.models import (
    Audit,
    Challenge,
    Cycle,
    FamilyVoice,
    GoodPractice,
    OutsideIssue,
    Reflection,
    SafetyAlert,
    ThematicReview,
)
from qa_portal import clock
from qa_portal.deadlines.models import Deadline
from qa_portal.demo.opening import tell as tell_of_the_council
from qa_portal.demo.story import Story
from qa_portal.plan.models import Action
from qa_portal.requests.models import RequestForResponse
from tests.factories.people import load_frameworks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 28, 14, 0, tzinfo=clock.LONDON),  # a Saturday
        dt.datetime(2026, 12, 1, 8, 0, tzinfo=clock.LONDON),  # a month without a cycle of the adults' service
        dt.datetime(2027, 3, 1, 9, 10, tzinfo=clock.LONDON),  # the first morning of a month of moderation
    ],
)
def test_it_can_be_told_on_any_day_and_shows_each_place(now):
    with clock.standing_at(now):
        load_frameworks()
        story = Story(clock.now())
        tell_of_the_council(story)
        tell(story)
        states = set(Audit.objects.values_list("state", flat=True))
        assert states >= {
            "allocated",
            "begun",
            "submitted",
            "sent_back",
            "to_moderate",
            "returned",
            "closed",
        }
        keys = {audit.framework.key for audit in Audit.objects.select_related("framework")}
        assert keys == {"merton", "knowsley", "waltham-forest"}
        of_cycles = set(Cycle.objects.values_list("framework__key", flat=True))
        assert of_cycles == keys, "all three are seen side by side"
        [reviews] = Cycle.objects.filter(framework__key="merton")
        assert set(reviews.audits.values_list("state", flat=True)) == {"allocated", "begun", "returned"}
        assert RequestForResponse.objects.filter(
            state="returned", about_id__in=reviews.audits.values("pk")
        ).exists()
        assert set(Cycle.objects.values_list("state", flat=True)) == {"drawn", "sent"}
        assert set(GoodPractice.objects.values_list("state", flat=True)) == {"proposed", "published"}
        assert FamilyVoice.objects.exclude(words="").exists()
        assert SafetyAlert.objects.count() == 1
        assert Challenge.objects.get().is_open
        assert OutsideIssue.objects.get().state == "sent"
        assert ThematicReview.objects.get().cases.count() == 5
        again = Audit.objects.get(re_audit_of__isnull=False)
        assert (again.state, again.subject_id) == ("begun", again.re_audit_of.subject_id)
        [asked] = FamilyVoice.objects.filter(words="")
        assert asked.link_is_open
        assert asked.audit.conversation_on > clock.now()
        running = Deadline.objects.filter(met_at=None, cancelled_at=None)
        assert running.filter(kind="audit_assure", due_at__gt=clock.now()).exists(), "the 24 hours run"
        assert running.filter(kind="audit_level", due_at__gt=clock.now()).exists()
        assert {each.took_place for each in Reflection.objects.all()} == {True}
        assert running.filter(kind="audit_reaudit").exists()
        assert Action.objects.filter(state="open", due_on__lt=clock.today()).exists()
        assert Audit.objects.filter(filed_at__isnull=False).exists()
