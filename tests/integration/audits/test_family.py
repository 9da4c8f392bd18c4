"""What child and family say: recorded for them, or written by them through a one-time link (MER-20, NEW-09)."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from audits.actions.replacing import withdraw_audit
from audits.actions.returning import return_audit
from audits.actions.submitting import submit_audit
from audits.models import FamilyVoice
from qa_portal import clock
from qa_portal.outbox.models import Message
from tests.factories.audits import audit_at, fresh, write_all
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.hostile.payloads import PAYLOADS
from tests.hostile.seen import dangers
from tests.house.scene import NOON
from tests.integration.disputes.qap_pages import text_of
from tests.integration.editing import send

from .test_writing import at, take

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon():
    """It is noon of a working day, and nobody has tried anything yet."""
    cache.clear()
    with clock.standing_at(NOON):
        yield


def ask(client, audit, speaker: str = "young_person") -> str:
    """Make a link as the reviewer; give its address within the portal."""
    sign_in(client, audit.reviewer)
    page = client.post(at(audit, "audit_family_ask"), {"speaker": speaker})
    assert page.status_code == 200, text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    (link,) = re.findall(r"<code[^>]*>([^<]+)</code>", page.content.decode())
    return "/feedback/" + link.partition("/feedback/")[2]


@pytest.mark.rule("MER-20")
def test_what_they_say_is_recorded_in_their_own_words_and_read_with_the_audit(client):
    c = council("merton")
    audit = audit_at("begun", c)
    sign_in(client, audit.reviewer)
    assert any("child or family" in b.sentence for b in fresh(audit).blockers_to("submit"))
    row = {
        "speaker": "young_person",
        "way": "meeting",
        "said_on": "20/11/2026",
        "words": "She don't listen <b>never</b>.",
        "helped": "3",
        "wants_answer": "on",
    }
    typed = {f"voices__new-1__{name}": value for name, value in row.items()}
    assert take(client, audit, "audit_family", voices__row=["new-1"], **typed).status_code == 302
    voice = FamilyVoice.objects.get(audit=audit)
    assert (voice.words, voice.helped, voice.wants_answer) == ("She don't listen <b>never</b>.", 3, True)
    assert voice.recorded_by == audit.reviewer
    assert "She don't listen <b>never</b>." in text_of(client.get(at(audit, "audit_read")))
    assert not any("child or family" in b.sentence for b in fresh(audit).blockers_to("submit"))


@pytest.mark.rule("MER-03")
def test_where_nobody_was_contacted_it_is_said_why(client):
    c = council("merton")
    audit = audit_at("begun", c)
    sign_in(client, audit.reviewer)

    def lacks() -> bool:
        return any("child or family" in b.sentence for b in fresh(audit).blockers_to("submit"))

    assert lacks()  # nothing is skipped silently, the learning conversation neither
    assert any(b.sentence.startswith("Learning conversation:") for b in fresh(audit).blockers_to("submit"))
    assert take(client, audit, "audit_family", why_not="He is in hospital.").status_code == 302
    assert not lacks()
    assert "He is in hospital." in text_of(client.get(at(audit, "audit_read")))


@pytest.mark.rule("NEW-09")
def test_a_family_answers_through_a_link_that_needs_no_account_and_says_nothing_of_the_child(client):
    c = council("merton")
    subject = child(c)
    audit = audit_at("begun", c, subject)
    link = ask(client, audit)
    family = Client()
    page = family.get(link)
    assert page.status_code == 200
    said = text_of(page)
    assert "Tell us how it is going" in said
    known = (
        subject.first_name,
        subject.last_name,
        subject.reference,
        audit.reviewer.name,
        c.social_worker.name,
    )
    for secret in (*known, c.team.name, str(subject.date_of_birth.year)):
        assert secret not in page.content.decode(), secret
    assert "session" not in page.cookies
    sent = send(family, link, page, words="They come on time.", helped="8", wants_answer="on")
    assert sent.status_code == 200
    assert "Thank you" in text_of(sent)
    voice = FamilyVoice.objects.get(audit=audit)
    assert (voice.words, voice.helped, voice.way) == ("They come on time.", 8, "link")
    assert (voice.recorded_at, voice.recorded_by) == (NOON, None)
    assert "They come on time." in text_of(client.get(at(audit, "audit_read")))


@pytest.mark.rule("NEW-09")
def test_a_link_is_used_once_ends_and_one_that_is_unknown_tells_nothing(client):
    c = council("merton")
    audit = audit_at("begun", c)
    link, family = ask(client, audit), Client()
    opened = family.get(link)
    unknown = family.get("/feedback/?code=" + "x" * 32)
    assert unknown.status_code == 404
    with clock.standing_at(NOON + dt.timedelta(days=20, hours=23)):
        assert family.get(link).status_code == 200, "three weeks"
    with clock.standing_at(NOON + dt.timedelta(days=21, minutes=1)):
        ended = family.get(link)
        late = send(family, link, opened, words="Too late.")
    assert ended.status_code == late.status_code == 404
    assert _told(ended) == _told(unknown) == _told(family.get("/feedback/"))
    assert send(family, link, opened, words="The first.").status_code == 200
    again = send(family, link, opened, words="The second.")
    assert again.status_code == 404
    assert _told(again) == _told(unknown) == _told(family.get(link))
    assert FamilyVoice.objects.get(audit=audit).words == "The first."


def _told(response) -> str:
    return re.sub(r'(nonce=|value=)"[^"]*"', "", response.content.decode())


@pytest.mark.rule("NEW-09")
def test_the_secret_of_a_link_is_kept_nowhere(client):
    from django.db import connection

    c = council("merton")
    audit = audit_at("begun", c)
    code = ask(client, audit).partition("=")[2]
    assert len(code) >= 32
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not any(code in str(row) for row in cursor.fetchall()), table
    assert code not in client.get(at(audit, "audit_family")).content.decode()


@pytest.mark.rule("NEW-09")
def test_nobody_is_asked_twice(client):
    c = council("merton")
    audit = audit_at("begun", c)
    ask(client, audit, "mother")
    again = client.post(at(audit, "audit_family_ask"), {"speaker": "mother"})
    assert again.status_code == 422
    assert "was asked on Monday 23 November" in text_of(again)
    row = {"speaker": "mother", "way": "telephone", "said_on": "20/11/2026", "words": "Yes."}
    typed = {f"voices__new-1__{name}": value for name, value in row.items()}
    recorded = take(client, audit, "audit_family", voices__row=["new-1"], **typed)
    assert recorded.status_code == 422
    assert "Nobody is asked twice" in text_of(recorded)
    assert FamilyVoice.objects.filter(audit=audit).count() == 1
    other = {**typed, "voices__new-1__speaker": "father"}
    url = at(audit, "audit_family")
    assert send(client, url, client.get(url), voices__row=["new-1"], **other).status_code == 302
    heard = client.post(at(audit, "audit_family_ask"), {"speaker": "father"})
    assert heard.status_code == 422
    assert "has been heard already" in text_of(heard)


@pytest.mark.rule("NEW-09")
def test_a_link_that_was_lost_is_ended_and_another_takes_its_place(client):
    c = council("merton")
    audit = audit_at("begun", c)
    first = ask(client, audit, "mother")
    voice = FamilyVoice.objects.get(audit=audit)
    assert client.post(at(audit, "audit_family_withdraw", voice.pk)).status_code == 302
    assert Client().get(first).status_code == 404
    second = ask(client, audit, "mother")
    assert Client().get(second).status_code == 200
    assert FamilyVoice.objects.filter(audit=audit).count() == 1


@pytest.mark.rule("NEW-09")
@pytest.mark.rule("MER-20")
def test_whoever_let_the_link_end_is_recorded_when_they_are_rung_up(client):
    c = council("merton")
    audit = audit_at("begun", c)
    link = ask(client, audit, "mother")
    row = {"speaker": "mother", "way": "telephone", "said_on": "20/11/2026", "words": "Nobody rings me back."}
    typed = {f"voices__new-1__{name}": value for name, value in row.items()}
    refused = take(client, audit, "audit_family", voices__row=["new-1"], **typed)
    assert "end the link first" in text_of(refused)
    voice = FamilyVoice.objects.get(audit=audit)
    assert client.post(at(audit, "audit_family_withdraw", voice.pk)).status_code == 302
    url = at(audit, "audit_family")
    assert send(client, url, client.get(url), voices__row=["new-1"], **typed).status_code == 302
    voice = FamilyVoice.objects.get(audit=audit)
    assert (voice.words, voice.way, voice.recorded_by) == (row["words"], "telephone", audit.reviewer)
    assert Client().get(link).status_code == 404
    again = client.post(at(audit, "audit_family_ask"), {"speaker": "mother"})
    assert "has been heard already" in text_of(again)


@pytest.mark.rule("NEW-09")
def test_who_reads_what_came_through_a_link_is_told_that_it_came(client):
    c = council("merton")
    audit = audit_at("begun", c)
    first, second = ask(client, audit, "young_person"), ask(client, audit, "father")
    family = Client()
    send(family, first, family.get(first), words="I don't feel safe at home.", wants_answer="on")
    (told,) = Message.objects.filter(event="audit_family_heard")
    assert told.recipient == audit.reviewer
    assert "They want to hear what was done with it." in told.text
    assert "safe at home" not in told.heading + told.text
    assert "I don't feel safe at home." in text_of(client.get(told.url))
    audit = write_all(audit, by=audit.reviewer)
    submit_audit(audit, by=audit.reviewer)
    return_audit(fresh(audit), by=c.insights_member)
    send(family, second, family.get(second), words="He is right.")
    told = Message.objects.filter(event="audit_family_heard", heading__startswith="Father")
    assert {message.recipient for message in told} == {audit.reviewer, c.team_manager}
    assert "He is right." in text_of(sign_in(Client(), c.team_manager).get(told[0].url))


@pytest.mark.rule("NEW-09")
def test_a_link_ends_with_its_audit(client):
    c = council("merton")
    audit = audit_at("begun", c)
    link, family = ask(client, audit), Client()
    opened = family.get(link)
    withdraw_audit(fresh(audit), by=c.insights_member, reason="The family has moved away.")
    assert family.get(link).status_code == 404
    assert send(family, link, opened, words="Too late.").status_code == 404
    assert FamilyVoice.objects.get(audit=audit).words == ""


@pytest.mark.rule("NEW-09")
def test_a_link_that_went_to_the_wrong_person_is_ended_after_the_audit_was_completed_too(client):
    c = council("merton")
    audit = audit_at("begun", c)
    link = ask(client, audit, "father")
    audit = write_all(audit, by=audit.reviewer)
    submit_audit(audit, by=audit.reviewer)
    end = at(audit, "audit_family_withdraw", FamilyVoice.objects.get(audit=audit, speaker="father").pk)
    other = sign_in(Client(), c.insights_member)
    page = other.get(at(audit, "audit_read"))
    assert "can answer until" in text_of(page)
    assert end not in page.content.decode()
    assert other.post(end).status_code == 404
    assert end in client.get(at(audit, "audit_read")).content.decode()
    assert client.post(end).url == at(audit, "audit_read")
    assert Client().get(link).status_code == 404


@pytest.mark.rule("NEW-09")
def test_whoever_guesses_codes_is_stopped(client):
    family = Client()
    statuses = [family.get(f"/feedback/?code=guess-{n}").status_code for n in range(40)]
    assert statuses[0] == 404
    assert statuses[-1] == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get("/feedback/?code=guess").status_code == 404


def test_what_a_stranger_writes_is_never_anything_but_text(client):
    c = council("merton")
    audit = audit_at("begun", c)
    speakers = iter(["young_person", "mother", "father", "carer"])
    for payload in PAYLOADS[:: len(PAYLOADS) // 4][:4]:
        link = ask(client, audit, next(speakers))
        family = Client()
        opened = family.get(link)
        refused = send(family, link, opened, words=payload, helped="99")
        assert refused.status_code == 422
        assert dangers(refused.content.decode()) == []
        send(family, link, opened, words=payload)
    for name in ("audit_read", "audit_family", "audit"):
        assert dangers(client.get(at(audit, name)).content.decode()) == []
    strange = family.post(link, {"words": "\x00", "helped": "x" * 10_000, "state": "closed"})
    assert strange.status_code in (404, 422)


def test_the_public_page_takes_nothing_without_its_token_and_no_put(client):
    c = council("merton")
    audit = audit_at("begun", c)
    link = ask(client, audit)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, {"words": "Hello."}).status_code == 403
    assert Client().put(link).status_code == 405
    assert not FamilyVoice.objects.get(audit=audit).was_heard


def test_only_the_reviewer_makes_and_ends_links(client):
    c = council("merton")
    audit = audit_at("begun", c)
    ask(client, audit)
    voice = FamilyVoice.objects.get(audit=audit)
    other = audit_at("begun", c)
    for person in (c.insights_manager, c.social_worker, c.team_manager, c.other_team_manager):
        sign_in(client, person)
        assert client.get(at(audit, "audit_family_ask")).status_code == 404
        assert client.post(at(audit, "audit_family_ask"), {"speaker": "mother"}).status_code == 404
        assert client.post(at(audit, "audit_family_withdraw", voice.pk)).status_code == 404
    sign_in(client, audit.reviewer)
    assert client.post(at(other, "audit_family_withdraw", voice.pk)).status_code == 404
    assert FamilyVoice.objects.get(audit=audit).link_is_open
    assert reverse("family_feedback") == "/feedback/"
