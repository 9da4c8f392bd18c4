"""A council with one child, as the tests of the record's pages start."""

import datetime as dt
import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from qa_portal import clock
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child as make_child

NOW = dt.datetime(2026, 11, 24, 10, 0, tzinfo=clock.LONDON)  # a Tuesday


@pytest.fixture
def council(db):
    """Everybody, on a Tuesday morning."""
    with clock.standing_at(NOW):
        yield small_council()


@pytest.fixture
def child(council):
    """A looked-after child whose name can't be mistaken for a word of the page."""
    return make_child(
        council,
        first_name="Zephyrine",
        last_name="Quillfeather",
        known_as="Zephy",
        reference="CH-70001",
        date_of_birth=dt.date(2014, 5, 17),
    )


@pytest.fixture
def as_(council):
    """``as_("iro")``: a client signed in as whoever plays that part."""

    def signed_in(part: str) -> Client:
        return sign_in(Client(), getattr(council, part))

    return signed_in


def at(name: str, *args) -> str:
    """The address of a page."""
    return reverse(name, args=args)


def text_of(response) -> str:
    """What a page says, without its markup and what only the head says."""
    body = re.sub(r"<(script|style|head).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
