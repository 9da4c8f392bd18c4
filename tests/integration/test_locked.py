"""A step's lock gives the row that Django's own lock gives."""

import pytest
from django.db import transaction

from disputes.models import DisputeStage
from qa_portal.reading.locked import read_locked
from qa_portal.requests.models import RequestForResponse
from tests.factories.disputes import dispute_at
from tests.factories.people import council

pytestmark = pytest.mark.django_db


def test_a_locked_row_is_what_its_queryset_gives():
    dispute_at("sent", council=council())
    for model in (DisputeStage, RequestForResponse):
        pk = model.objects.get().pk
        with transaction.atomic():
            row = read_locked(model, pk)
            same = model._base_manager.select_for_update().get(pk=pk)
        assert {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields} == {
            f.attname: getattr(same, f.attname) for f in model._meta.concrete_fields
        }
        assert row == same
        assert not row._state.adding


def test_a_row_that_is_gone_is_said_to_be():
    with pytest.raises(DisputeStage.DoesNotExist), transaction.atomic():
        read_locked(DisputeStage, 1)
