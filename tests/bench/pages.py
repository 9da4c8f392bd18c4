"""P1 to P3: each page against the floor page, request by request, as the people who see most."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from time import perf_counter
from typing import Any

from django.urls import reverse

from audits.models import Audit
from disputes.models import Dispute, DisputeStage, Qap
from qa_portal.children.models import Subject
from qa_portal.demo.filling import WHOLE_ONE_IN
from qa_portal.demo.staff import STRIDE

from .asking import ask, cookie_of, queries_of
from .asking import floor_cookie as cookie_of_floor

#: The kind of a page decides its goals: P1's ratio and P3's number of queries.
RATIO = {"list": 2.5, "detail": 2.5, "form": 4.0, "dashboard": 4.0}
QUERIES = {"list": 8, "detail": 8, "form": 8, "dashboard": 12}

#: How many records a page is asked for in turn.
RECORDS = 20

#: A page that is so slow that its pairs would take longer is measured over fewer of them: so many seconds for warming
#: up and counting, so many for the pairs. It misses its goal by far, and must not keep the rest from being measured.
PATIENCE_SECONDS = 25


@dataclass
class Page:
    """One page: whom it is asked as, at which addresses in turn, with which forms."""

    name: str
    kind: str
    person: str
    paths: list[str]
    forms: list[dict[str, Any]] | None = None

    def requests(self) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """The requests, one after another, again and again."""
        if self.forms is None:
            return ((path, None) for path in cycle(self.paths))
        return ((self.paths[0], form) for form in cycle(self.forms))


def pages() -> list[Page]:
    """The pages that are measured. The IRO Manager sees all records; an IRO and a manager have most to do."""
    iro, manager, all_seeing = "iro@demo.invalid", "team.manager@demo.invalid", "iro.manager@demo.invalid"
    child, other = _copies(Subject, reference="C-1001"), _copies(Subject, reference="C-1007")
    dispute, closed = (
        _copies(Dispute, subject__reference="C-1001"),
        _copies(Dispute, subject__reference="C-1002"),
    )
    stage = _copies(DisputeStage, dispute__subject__reference="C-1001", number=2)
    answer = _copies(DisputeStage, dispute__subject__reference="C-1003", area_of=manager)
    qap = _copies(Qap, subject__reference="C-1007")
    names = Subject.objects.filter(pk__in=[pk + 3 for pk in child])
    full = [{"q": f"{s.first_name} {s.last_name}"} for s in names]
    theme = Dispute.objects.get(pk=dispute[0]).theme
    team = Subject.objects.get(reference="C-1001").team_id
    register, insights = reverse("dispute_register"), "insights@demo.invalid"
    audit = _copies(Audit, subject__reference="C-5001", state="returned")
    return [
        Page("my work, an IRO", "dashboard", iro, [reverse("home")]),
        Page("my work, a Team Manager", "dashboard", manager, [reverse("home")]),
        Page("my work, the IRO Manager", "dashboard", all_seeing, [reverse("home")]),
        Page("my work, one list", "list", manager, [reverse("my_work_section", args=["incoming"])]),
        Page("workload, a Team Manager", "dashboard", manager, [reverse("workload")]),
        Page("workload, the IRO Manager", "dashboard", all_seeing, [reverse("workload")]),
        Page("workload, overdue", "list", all_seeing, [f"{reverse('workload_list')}?stands=overdue"]),
        Page("Insights", "dashboard", all_seeing, [reverse("insights")]),
        Page("notices", "list", manager, [reverse("inbox")]),
        Page("answering a stage", "detail", manager, _at("stage_answer", answer)),
        Page("record summary", "detail", all_seeing, _at("record", child + other)),
        Page("records", "list", all_seeing, [reverse("records")]),
        Page("QAP", "detail", all_seeing, _at("qap", qap)),
        Page("dispute", "detail", all_seeing, _at("dispute", dispute + closed)),
        Page("stage", "detail", all_seeing, _at("stage", stage)),
        Page("register of disputes", "list", all_seeing, [register]),
        Page("register, by theme and team", "list", all_seeing, [f"{register}?theme={theme}&team={team}"]),
        Page("register, by state and stage", "list", all_seeing, [f"{register}?state=open&level=2"]),
        Page("audit", "detail", insights, _at("audit", audit)),
        Page("audit, to read", "detail", insights, _at("audit_read", audit)),
        Page("audits", "list", insights, [reverse("audits")]),
        Page("rolling plan", "list", insights, [reverse("plan")]),
        Page("good practice", "list", insights, [reverse("good_practice_list")]),
        Page("search, both names", "list", all_seeing, [reverse("search")], full),
        Page("search, a family", "list", all_seeing, [reverse("search")], [{"q": f["q"].split()[1]} for f in full]),
        Page("search, what all are called", "list", all_seeing, [reverse("search")], [{"q": "demo"}]),
        Page("search, a reference", "list", iro, [reverse("search")], [
            {"q": reference[:-1]} for reference in names.values_list("reference", flat=True)]),
        Page("sign-in", "detail", "", [reverse("account_login")]),
    ]  # fmt: skip


def _copies(model: Any, area_of: str = "", **where: Any) -> list[int]:
    """The keys of one thing of the story in twenty whole copies, spread over all."""
    first = model.objects.filter(pk__lt=STRIDE, **where).values_list("pk", flat=True)[0]
    last = model.objects.order_by("-pk").values_list("pk", flat=True)[0] // STRIDE
    step = 40 if area_of else WHOLE_ONE_IN  # every fortieth copy is of the first area
    numbers = range(step, last + 1, step)
    spread = numbers[:: max(1, len(numbers) // RECORDS)][:RECORDS]
    return [first + n * STRIDE for n in spread]


def _at(name: str, keys: list[int]) -> list[str]:
    return [reverse(name, args=[key]) for key in keys]


def measure(page: Page, pairs: int) -> dict[str, Any]:
    """Time a page against the floor page, in turns; count its statements at each of its addresses."""
    cookie = cookie_of(page.person) if page.person else ""
    floor_cookie = cookie_of_floor()
    addresses = min(len(page.forms or page.paths), RECORDS * 2)
    # Each address once and again: what is read is in memory, and each statement is one that this connection knows
    # (the first request of a connection tells it, at one statement more for each).
    for path, form in _while_patient(page, addresses * 2):
        answer = ask(path, cookie, form)
        floor = ask("/floor/", floor_cookie)
        if {answer.status, floor.status} != {200} and not (answer.status == 302 and "q" in (form or {})):
            raise RuntimeError(f"{page.name}: {path} answers {answer.status}, the floor page {floor.status}")
    counted = [queries_of(path, cookie, form) for path, form in _while_patient(page, addresses)]
    ratios, floors, times, size = [], [], [], 0
    for number, (path, form) in enumerate(_while_patient(page, pairs)):
        if number % 2:
            floor, answer = ask("/floor/", floor_cookie), ask(path, cookie, form)
        else:
            answer, floor = ask(path, cookie, form), ask("/floor/", floor_cookie)
        ratios.append(answer.seconds / floor.seconds)
        floors.append(floor.seconds)
        times.append(answer.seconds)
        size = max(size, answer.size)
    return {
        "page": page.name,
        "kind": page.kind,
        "ratio": statistics.median(ratios),
        "floor_ms": statistics.median(floors) * 1000,
        "page_ms": statistics.median(times) * 1000,
        "queries": max(map(len, counted)),
        "fewest_queries": min(map(len, counted)),
        "bytes": size,
        "pairs": len(ratios),
        "statements": max(counted, key=len),
    }


def _while_patient(page: Page, most: int) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """So many requests for a page, or as many as there is time for; two at the least."""
    until = perf_counter() + PATIENCE_SECONDS
    for number, request in enumerate(islice(page.requests(), most)):
        if number > 1 and perf_counter() > until:
            return
        yield request


def main(pairs: int = 200, wanted: str = "") -> Iterator[dict[str, Any]]:
    """Measure all pages, or those whose name holds ``wanted``."""
    for page in pages():
        if wanted in page.name:
            yield measure(page, pairs)
