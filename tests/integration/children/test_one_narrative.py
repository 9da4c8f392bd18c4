"""Brothers' and sisters' disputes and audits: one narrative, decisions for each child (NEW-10)."""

import pytest

from audits.models import Audit
from disputes.models import Dispute
from qa_portal import clock
from qa_portal.children.actions import link_siblings
from qa_portal.narrative.models import NarrativeText, NarrativeUse
from tests.factories.audits import allocated, fresh
from tests.factories.disputes import dispute_at
from tests.factories.people import council as small_council
from tests.factories.records import child, restrict
from tests.integration.audits.pages import MONDAY, as_person, at, take, text_of

pytestmark = pytest.mark.django_db

WORDS = "Nobody has told the children where they will live in spring. The older one asks at each visit."
LATER = "They were told last week, and both want to stay where they are."


@pytest.fixture(autouse=True)
def _monday():
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def council():
    return small_council()


def siblings(council, **of_other):
    one = child(council, first_name="Robin", last_name="Fernleigh")
    other = child(council, **{"first_name": "Sorrel", "last_name": "Fernleigh", **of_other})
    link_siblings(one, by=council.iro_manager, other=other)
    return one, other


def narrative(thing, kind="dispute"):
    return at("narrative", thing, kind)


def page(person, thing):
    return text_of(as_person(person).get(thing.get_absolute_url()))


@pytest.mark.rule("NEW-10")
def test_one_narrative_is_written_once_and_stands_in_each_childs_dispute_with_its_history(council):
    one, other = siblings(council)
    first, second = (dispute_at("sent", council=council, subject=each) for each in (one, other))
    take(council.iro, "narrative", first, "dispute", text=WORDS, with_them=[f"join-{second.pk}"])
    for dispute in (first, second):
        assert WORDS in page(council.social_worker, dispute)
    assert "Dispute of Sorrel Fernleigh" in page(council.iro, first)

    take(council.iro, "narrative", second, "dispute", text=LATER)
    for dispute in (first, second):
        said = page(council.social_worker, dispute)
        assert LATER in said
        assert f"What it was before {WORDS}" in said
    assert [each.number for each in NarrativeText.objects.order_by("number")] == [1, 2]
    for record in (one, other):
        assert NarrativeUse.history.filter(subject=record, step="write_narrative").count() == 2
        assert "Shared narrative" in text_of(as_person(council.iro).get(at("record_trail", record)))


@pytest.mark.rule("NEW-10")
def test_one_is_raised_for_a_brother_or_sister_too_and_what_is_decided_stays_each_childs_own(council):
    one, other = siblings(council)
    first = dispute_at("sent", council=council, subject=one)
    assert first.concern
    take(council.iro, "narrative", first, "dispute", text=WORDS, with_them=[f"begin-{other.pk}"])
    second = Dispute.objects.get(subject=other)
    assert WORDS in page(council.iro, second)
    assert second.theme == first.theme
    assert second.concern == ""  # its words may name a child: each child's own
    assert (first.stages.get().state, second.stages.get().state) == ("sent", "drafted")
    assert second.stages.get().actions.count() == 0

    take(council.iro, "narrative", second, "dispute", text=LATER)
    first.refresh_from_db()
    assert first.stages.get().state == "sent"


@pytest.mark.rule("NEW-10")
def test_whoever_may_not_see_the_sisters_record_learns_nothing_of_her(council):
    one, other = siblings(
        council,
        reference="ZQ-4711",
        team=council.other_team,
        practitioner=council.other_social_worker,
        iro=council.other_iro,
    )
    first = dispute_at("sent", council=council, subject=one)
    second = dispute_at("sent", council=council, subject=other)
    # Nobody joins what isn't theirs: the sister's reviewing officer is another.
    offered = as_person(council.iro).get(narrative(first))
    assert "with_them" not in offered.context["form"].fields
    refused = as_person(council.iro).post(narrative(second), {"text": WORDS})
    assert refused.status_code == 404
    take(council.iro, "narrative", first, "dispute", text=WORDS)
    use = NarrativeUse.objects.get()
    NarrativeUse.objects.create(
        narrative=use.narrative,
        subject=other,
        about_type=use.about_type,
        about_id=second.pk,
        added_by=council.iro_manager,
    )
    take(council.iro, "narrative", first, "dispute", text=LATER)
    for person in (council.iro, council.social_worker, council.team_manager):
        for said in (page(person, first), text_of(as_person(person).get(at("record_trail", one)))):
            assert not [word for word in ("Sorrel", "ZQ-4711", council.other_iro.name) if word in said]
    assert "Sorrel" not in text_of(as_person(council.iro).get(narrative(first)))
    assert LATER in page(council.other_iro, second)
    assert "Robin" not in page(council.other_iro, second)
    assert council.other_iro.messages.get(event="narrative_changed").subject == other
    assert "Dispute of Sorrel Fernleigh" in page(council.iro_manager, first)
    # No question answers whether she is there: her name isn't asked after where her record is shut.
    take(council.iro, "narrative", first, "dispute", text="They ask for Sorrel.")
    assert NarrativeText.objects.first().text == "They ask for Sorrel."
    restrict(other, council.other_iro)
    assert "Sorrel" not in page(council.iro_manager, first).replace("They ask for Sorrel.", "")


@pytest.mark.rule("NEW-10")
def test_a_narrative_names_none_of_the_children_in_it(council):
    one, other = siblings(council)
    first, second = (dispute_at("sent", council=council, subject=each) for each in (one, other))
    said = take(
        council.iro,
        "narrative",
        first,
        "dispute",
        text="Sorrel asks.",
        with_them=[f"join-{second.pk}"],
    )
    assert said.status_code == 422
    assert "It names a child (“Sorrel”)" in text_of(said)
    assert not NarrativeUse.objects.exists()
    take(council.iro, "narrative", first, "dispute", text="Both Fernleigh children ask.")
    assert NarrativeUse.objects.count() == 2  # what was ticked before is kept


@pytest.mark.rule("NEW-10")
def test_audits_of_brothers_and_sisters_share_one_narrative_and_keep_their_own_grades():
    council = small_council("merton")
    one, other = siblings(council)
    first, second = allocated(council, one), allocated(council, other)
    take(
        council.sister_team_manager, "narrative", first, "audit", text=WORDS, with_them=[f"join-{second.pk}"]
    )
    for audit in (first, second):
        assert WORDS in page(council.sister_team_manager, audit)
        assert WORDS not in page(council.team_manager, audit)  # not before it is returned (MER-04)
        assert as_person(council.team_manager).get(narrative(audit, "audit")).status_code == 404
    before = [(each.grade, each.state) for each in map(fresh, (first, second))]
    take(council.insights_member, "narrative", second, "audit", text=LATER)
    assert LATER in page(council.sister_team_manager, first)
    assert [(each.grade, each.state) for each in map(fresh, (first, second))] == before
    assert council.sister_team_manager.messages.filter(event="narrative_changed").count() == 1
    assert Audit.objects.count() == 2


@pytest.mark.rule("NEW-10")
def test_one_child_is_taken_out_with_the_reason_and_the_others_learn_nothing_of_it(council):
    one, other = siblings(council)
    first, second = (dispute_at("sent", council=council, subject=each) for each in (one, other))
    take(council.iro, "narrative", first, "dispute", text="They wait.")
    take(council.iro, "narrative", first, "dispute", text=WORDS, with_them=[f"join-{second.pk}"])
    leave = at("narrative_leave", second, "dispute")
    assert leave in as_person(council.iro).get(narrative(second)).content.decode()
    assert as_person(council.social_worker).get(leave).status_code == 404
    assert take(council.iro, "narrative_leave", second, "dispute", reason=" ").status_code == 422
    take(council.iro, "narrative_leave", second, "dispute", reason="She was told in autumn.")

    said = page(council.iro, second)
    assert WORDS in said, "her words stay hers"
    assert "What it was before They wait." in said
    assert "Dispute of Robin" not in said
    assert "Dispute of Sorrel" not in page(council.iro, first)
    left = NarrativeUse.history.filter(subject=other, step="leave_narrative").get()
    assert (left.history_user, left.history_change_reason) == (council.iro, "She was told in autumn.")
    assert "She was told in autumn." in text_of(as_person(council.iro).get(at("record_trail", other)))
    assert not NarrativeUse.history.filter(subject=one, step="leave_narrative").exists()
    assert "autumn" not in text_of(as_person(council.iro).get(at("record_trail", one)))

    take(council.iro, "narrative", first, "dispute", text=LATER)
    assert LATER not in page(council.iro, second)
    take(council.iro, "narrative", second, "dispute", text="She knows where she will live.")
    assert "She knows where she will live." not in page(council.iro, first)
    assert LATER in page(council.iro, first)


@pytest.mark.rule("NEW-10")
def test_where_no_narrative_stands_there_is_nothing_to_take_out(council):
    one, _ = siblings(council)
    dispute = dispute_at("sent", council=council, subject=one)
    assert as_person(council.iro).get(at("narrative_leave", dispute, "dispute")).status_code == 404
