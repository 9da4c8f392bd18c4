"""The demonstration's panels can be told on any day: one that has ended, one that is convened, some grades in."""

import datetime as dt

import pytest

from audits.demo import tell as tell_of_audits
from moderation.demo import tell
from moderation.models import MemberGrade, Moderation, Panel
from qa_portal import clock
from qa_portal.demo.opening import tell as tell_of_the_council
from qa_portal.demo.story import Story
from tests.factories.people import load_frameworks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 28, 14, 0, tzinfo=clock.LONDON),  # a Saturday
        dt.datetime(2027, 3, 1, 9, 40, tzinfo=clock.LONDON),  # the first morning of a month
    ],
)
def test_it_shows_a_panel_that_has_ended_and_one_that_waits_for_three_browsers(now):
    with clock.standing_at(now):
        load_frameworks()
        story = Story(clock.now())
        tell_of_the_council(story)
        tell_of_audits(story)
        tell(story)
        assert set(Panel.objects.values_list("state", flat=True)) == {"ended", "convened"}
        waiting = Moderation.objects.filter(panel__state="convened")
        assert {"inadequate", "outstanding"} <= set(waiting.values_list("reviewer_grade", flat=True))
        assert waiting.filter(stratum="random").exists()
        states = MemberGrade.objects.filter(moderation__in=waiting).values_list("state", flat=True)
        assert {"asked", "given"} <= set(states)
        assert Moderation.objects.filter(panel__state="ended", agreed_at__isnull=False).exists()
