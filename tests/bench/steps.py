"""P7: what a step costs beside a plain save, and a whole action beside the step; answering a stage request."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.db import models, transaction

from disputes import notices
from disputes.actions.stage import answer_stage_request
from disputes.models import DisputeStage, RecommendedAction
from qa_portal import clock
from qa_portal.demo.filling import AREAS, STRIDE
from qa_portal.people.models import User
from qa_portal.requests.models import RequestForResponse
from qa_portal.workflow.steps import take_step

from .timekeeping import counting


def main(rounds: int = 200) -> Iterator[dict[str, Any]]:
    """Stages that wait for their answer, in fours: one is only saved, one takes the step, one the whole action."""
    manager = User.objects.get(email="team.manager@demo.invalid")
    requests = _waiting(3 * rounds + 8)
    RecommendedAction.objects.filter(stage__in=[r.about_id for r in requests]).update(
        answer="It is done.", answered_at=clock.now(), answered_by=manager
    )
    take = iter(requests)
    stages = {s.pk: s for s in DisputeStage.objects.filter(pk__in=[r.about_id for r in requests])}

    def save() -> Callable[[], Any]:
        stage = stages[next(take).about_id]
        return lambda: models.Model.save_base(stage, raw=True, force_update=True)

    def step() -> Callable[[], Any]:
        request = next(take)
        return lambda: _step(stages[request.about_id], request, manager)

    def action() -> Callable[[], Any]:
        request = RequestForResponse.objects.get(pk=next(take).pk)
        return lambda: answer_stage_request(request, by=manager)

    for warm in (save, step, action):
        warm()()
    times: dict[str, list[float]] = {"save": [], "step": [], "action": []}
    kinds = [("save", save), ("step", step), ("action", action)]
    for number in range(rounds):
        for name, prepare in kinds[number % 3 :] + kinds[: number % 3]:
            do = prepare()
            started = perf_counter()
            do()
            times[name].append(perf_counter() - started)
    counted = {}
    for name, prepare in kinds:
        do = prepare()
        with counting() as seen:
            do()
        counted[name] = [sql for sql in seen.queries if sql not in ("BEGIN", "COMMIT")]
    yield {
        "what": "step",
        "step_to_save": _median_ratio(times["step"], times["save"]),
        "action_to_step": _median_ratio(times["action"], times["step"]),
        **{f"{name}_ms": statistics.median(taken) * 1000 for name, taken in times.items()},
        **{f"{name}_queries": len(sent) for name, sent in counted.items()},
        "statements": counted["step"],
        "action_statements": counted["action"],
    }


def _step(stage: DisputeStage, request: RequestForResponse, manager: User) -> None:
    """The step with its lock, its history and a notice in the outbox."""
    with transaction.atomic():
        fresh = take_step(stage, "answer", by=manager, role=request.to_role)
        notices.tell_about(
            notices.STAGE_ANSWERED,
            fresh,
            fresh.dispute.keeper_relation,
            subject=fresh.dispute.subject,
            occasion=f"{request.pk}",
            stage=fresh.name,
            who=manager.name,
        )


def _waiting(number: int) -> list[RequestForResponse]:
    """Stage requests of the first area that wait for their answer, on different records."""
    first = RequestForResponse.objects.filter(pk__lt=STRIDE, subject__reference="C-1003", kind="answer").get()
    last = RequestForResponse.objects.order_by("-pk").values_list("pk", flat=True)[0] // STRIDE
    keys = [first.pk + n * STRIDE for n in range(AREAS, last + 1, AREAS)][:number]
    found = list(RequestForResponse.objects.filter(pk__in=keys, state="sent"))
    assert len(found) == number, f"{len(found)} of {number} requests wait"
    return found


def _median_ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))
