"""What tests tell before they ask, told once before the forks: each mutant then lays the rows out, and tells nothing.

A mutant that breaks the telling itself would go unnoticed so; whatever has survived everything else is told to at last.
"""

from __future__ import annotations

from django.db import connections, transaction

from qa_portal import clock
from tests.factories import replay
from tests.house import scene

#: It tells the whole scene through the portal's own actions, and sees that everything stands where it should.
TELLS = "tests/house/test_steps.py::test_the_table_has_every_step_of_every_machine_and_a_thing_in_each_state"


def tell() -> None:
    """Tell a council and the scene, keep their rows in this process, and take them back."""
    for _told_and_laid_out in range(2):
        with clock.standing_at(scene.NOON), transaction.atomic():
            scene.build()
            transaction.set_rollback(True)
    connections.close_all()


def forget() -> None:
    """Whoever asks next is told everything anew."""
    replay.forget_rows()
