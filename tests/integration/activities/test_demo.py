"""The demonstration's other quality assurance can be told on any day, and leaves something at every place; standards
checklists too."""

import datetime as dt

import pytest

from qa_portal import clock
from qa_portal.activities.models import Activity, FindingLink
from qa_portal.demo.activities import tell
from qa_portal.demo.opening import tell as tell_of_the_council
from qa_portal.demo.standards import tell as tell_of_standards
from qa_portal.demo.story import Story
from qa_portal.improvement.models import ServiceAction
from qa_portal.standards.models import StandardsChecklist
from qa_portal.support.models import SupportRequest
from tests.factories.people import load_frameworks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        dt.datetime(2026, 11, 28, 14, 0, tzinfo=clock.LONDON),  # a Saturday
        dt.datetime(2027, 3, 1, 8, 10, tzinfo=clock.LONDON),  # before office hours
    ],
)
def test_it_shows_a_calendar_and_a_queue(now):
    with clock.standing_at(now):
        load_frameworks()
        story = Story(clock.now())
        tell_of_the_council(story)
        tell(story)
        assert set(Activity.objects.values_list("state", flat=True)) == {"planned", "held", "closed"}
        assert set(SupportRequest.objects.values_list("state", flat=True)) == {"asked", "taken", "answered"}
        assert FindingLink.objects.filter(shown_at__isnull=False).count() == 1
        tell_of_standards(story)
        assert StandardsChecklist.objects.filter(completed_at=None).count() == 1
        assert StandardsChecklist.objects.filter(meeting__state="completed").count() == 1
        assert ServiceAction.objects.get().about == Activity.objects.get(state="closed")
