"""The reviewer's side of an audit, through the running application."""

from __future__ import annotations

import pytest
from django.urls import reverse

from qa_portal import clock
from tests.factories.audits import audit_at
from tests.factories.people import council, sign_in
from tests.factories.records import child
from tests.house.scene import NOON

pytestmark = pytest.mark.django_db

FRAMEWORKS = ("merton", "knowsley", "waltham-forest")


@pytest.mark.parametrize("key", FRAMEWORKS)
def test_an_audit_is_written_to_its_end_and_completed(client, key):
    with clock.standing_at(NOON):
        c = council(key)
        audit = audit_at("submitted", c, child(c))
        assert audit.submitted_by == audit.reviewer
        assert audit.grades.exists()
        sign_in(client, audit.reviewer)
        for name in ("audit", "audit_read"):
            page = client.get(reverse(name, args=[audit.pk]))
            assert page.status_code == 200, (name, page.status_code)


@pytest.mark.parametrize("key", FRAMEWORKS)
def test_every_page_of_an_audit_opens_to_its_reviewer(client, key):
    with clock.standing_at(NOON):
        c = council(key)
        audit = audit_at("begun", c, child(c))
        sign_in(client, audit.reviewer)
        urls = [reverse("audit_section", args=[audit.pk, s.key]) for s in audit.tool.sections]
        names = ("audit", "audit_overall", "audit_conversation", "audit_conversation_held", "audit_family")
        names += ("audit_family_ask", "audit_evidence", "audit_read")
        urls += [reverse(name, args=[audit.pk]) for name in names]
        for url in urls:
            page = client.get(url)
            assert page.status_code == 200, (url, page.status_code)
            assert b"ValidationError" not in page.content
