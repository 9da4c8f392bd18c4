"""Model instances of rows that a prepared read has found, made without asking each field for its part in it.

A page makes some five hundred of them. Django's own way goes through every column, those that aren't read among them,
and tells whoever listens; a tenth of a page went into that. A model that anybody listens to, or that has a way of its
own, is made Django's way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.query import RelatedPopulator
from django.db.models.signals import post_init, pre_init


class Instances:
    """Makes instances of one model; stands where Django would call the model's ``from_db``."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model

    def from_db(self, db: str, names: Sequence[str], values: Sequence[Any]) -> Model:
        """The instance of one row: ``names`` are its attributes, ``values`` what was read of them."""
        thing = self._model.__new__(self._model)
        state = ModelState()
        state.adding, state.db = False, db
        thing.__dict__.update(zip(names, values, strict=True), _state=state)
        return thing


def maker_of(model: type[Model]) -> Any:
    """What makes instances of a model: the quick way, or where that isn't enough the model itself."""
    is_plain = model.__init__ is Model.__init__ and model.from_db.__func__ is Model.from_db.__func__
    if is_plain and not (pre_init.has_listeners(model) or post_init.has_listeners(model)):
        return Instances(model)
    return model


def made_quickly(populators: list[RelatedPopulator]) -> list[RelatedPopulator]:
    """Django's own populators of what a row points to, each making its instances the quick way."""
    for populator in populators:
        populator.model_cls = maker_of(populator.model_cls)
        made_quickly(populator.related_populators)
    return populators
