"""P7: what a step costs beside a plain save, and a whole action beside the step.

The step is a stage's, to *answered*: lock, rules, history, and a notice in the outbox. The action is answering the
request: that step, the request's own, the clock that stops, the clock that starts, the notice. All run as within a
request to the portal, which knows the directory already.
"""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import models, transaction

from disputes import notices
from disputes.actions.stage_asking import answer_stage_request
from disputes.models import DisputeStage, RecommendedAction
from qa_portal import clock
from qa_portal.deadlines.closures import current_calendar
from qa_portal.demo.staff import AREAS, STRIDE
from qa_portal.outbox.actions import Recipient, tell
from qa_portal.people.directory import directory
from qa_portal.people.models import User
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.steps import take_step

from .timekeeping import counting

#: A median is taken over so many rounds at the least.
FEWEST = 20


class Trial:
    """Requests that wait for their answer, on different records; each is used once."""

    def __init__(self, found: list[RequestForResponse]) -> None:
        first = User.objects.get(email="team.manager@demo.invalid").pk
        # The manager of each area, which the copies take in turns.
        managers = User.objects.in_bulk([first + area * STRIDE for area in range(AREAS)])
        areas = len(managers)
        self._manager_of = {r.pk: managers[first + r.pk // STRIDE % areas * STRIDE] for r in found}
        self._requests = iter(found)
        stages = [request.about_id for request in found]
        RecommendedAction.objects.filter(stage__in=stages).update(
            answer="It is done.", answered_at=clock.now(), answered_by_id=first
        )
        self._stages = {stage.pk: stage for stage in DisputeStage.objects.filter(pk__in=stages)}

    def save(self) -> Callable[[], Any]:
        """A plain save: the row, without history."""
        stage = self._stages[next(self._requests).about_id]
        return lambda: models.Model.save_base(stage, raw=True, force_update=True)

    def step(self) -> Callable[[], Any]:
        """The step of a stage, and a notice of it."""
        request = next(self._requests)
        stage, manager = self._stages[request.about_id], self._manager_of[request.pk]

        def do() -> None:
            with transaction.atomic():
                fresh = take_step(stage, "answer", by=manager, role=request.to_role)
                tell(
                    notices.STAGE_ANSWERED,
                    [Recipient(request.sent_by_id)],
                    about=fresh,
                    subject=fresh.dispute.subject,
                    occasion=f"{request.pk}",
                    stage="Stage 1",
                    who=manager.name,
                )

        return do

    def action(self) -> Callable[[], Any]:
        """All that follows when a stage request is answered."""
        request = next(self._requests)
        _, manager = request.about, self._manager_of[request.pk]
        return lambda: answer_stage_request(request, by=manager)


def main(rounds: int = 200) -> Iterator[dict[str, Any]]:
    """Each kind in turns, in another order each time; fewer rounds where fewer requests wait for their answer."""
    waiting = _waiting(3 * rounds + 6)
    rounds = (len(waiting) - 6) // 3
    if rounds < FEWEST:
        raise RuntimeError(
            f"{len(waiting)} stage requests wait, and {FEWEST} rounds take {3 * FEWEST + 6}: fill with more."
        )
    trial = Trial(waiting)
    kinds = {"save": trial.save, "step": trial.step, "action": trial.action}
    for prepare in kinds.values():
        with in_a_request():
            prepare()()
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for number in range(rounds):
        order = list(kinds.items())
        for name, prepare in order[number % 3 :] + order[: number % 3]:
            do = prepare()
            with in_a_request():
                started = perf_counter()
                do()
                times[name].append(perf_counter() - started)
    counted = {}
    for name, prepare in kinds.items():
        do = prepare()
        with in_a_request(), counting() as seen:
            do()
        counted[name] = [sql for sql in seen.queries if sql not in ("BEGIN", "COMMIT")]
    yield {
        "what": "step",
        "rounds": rounds,
        "step_to_save": _median_ratio(times["step"], times["save"]),
        "action_to_step": _median_ratio(times["action"], times["step"]),
        **{f"{name}_ms": statistics.median(taken) * 1000 for name, taken in times.items()},
        **{f"{name}_queries": len(sent) for name, sent in counted.items()},
        "statements": counted,
    }


@contextlib.contextmanager
def in_a_request() -> Iterator[None]:
    """As within a request to the portal, in which directory and calendar are asked for once."""
    request_started.send(sender=None)
    directory(), current_calendar()
    try:
        yield
    finally:
        request_finished.send(sender=None)


def _waiting(most: int) -> list[RequestForResponse]:
    """Stage requests that wait for their answer, on different records of all areas: so many, or all there are."""
    first = RequestForResponse.objects.filter(pk__lt=STRIDE, subject__reference="C-1003", kind="answer").get()
    last = RequestForResponse.objects.order_by("-pk").values_list("pk", flat=True)[0] // STRIDE
    keys = [first.pk + n * STRIDE for n in range(1, last + 1)]
    waiting = RequestForResponse.objects.filter(
        pk__in=keys, state="sent", about_id__in=DisputeStage.objects.filter(state="sent").values("pk")
    )
    return list(waiting.order_by("pk")[:most])


def _median_ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))
