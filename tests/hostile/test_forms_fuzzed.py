"""R19: each form that somebody may send, filled in and spoilt. No 5xx; and what isn't taken up leaves nothing."""

import random
from collections import Counter

import pytest
from django.urls import reverse

from tests.house import asking
from tests.house.every_row import ROWS

from . import IN_FULL, REQUESTS, SEED
from .kept import kept
from .pages import Form, forms_in
from .strange import request_for

#: Signing in, one's own password and two steps: the library's pages with the portal's forms.
OWN = (
    "account_login", "account_reset_password", "account_signup", "account_logout", "session_stay",
    "account_change_password", "account_reauthenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_authenticate",
)  # fmt: skip
#: Pages with filters: they are asked by GET, by whoever may open them.
FILTERS = (
    "dispute_register", "dispute_register_export", "records", "documents", "chronology", "case_notes", "access_log",
    "access_of_person", "audits", "audits_export", "inbox", "incidents", "record_trail", "people", "teams", "transfers",
    "cycles", "cycle", "cycle_explained", "cycle_service", "plan", "plan_export", "good_practice_list", "reaudits",
    "reports", "report_service", "improvement", "activities", "activity_changes", "activity_service",
    "standards",
    "support", "panels", "panel", "panel_procedure", "panel_agenda",
)  # fmt: skip

#: Whoever confirms an import that would now do something else is shown the new dry run, and that she was is kept.
KEPT_THOUGH_REFUSED = {"import_run(import)": {"qa_portal_importrun", "qa_portal_historicalimportrun"}}


#: Pages that answer with what was made, since it is shown this once: the link for a family.
SHOWN_ONCE = ("audit_family_ask",)


@pytest.fixture(scope="module")
def targets(scene):
    """(name, persona, address) of everything that takes a POST from somebody."""
    found = []
    for row in ROWS:
        for persona in sorted(row.posts or ())[:2]:
            url = asking.address(scene, row)
            found.append((row.title, persona, url))
    for name in OWN:
        for persona in ("anonymous", "social_worker"):
            url = reverse(name)
            found.append((name, persona, url))
    return found


def _forms(client, url: str) -> list[Form]:
    with asking.rolled_back():
        opened = client.get(url)
        body = opened.content.decode() if opened.status_code == 200 else ""
    here = [f for f in forms_in(body, url) if f.method == "post" and f.action.split("?")[0] == url]
    return here or [Form(url, "post", False)]


#: In full the requests are made in tenths, so that two processes can share them.
TENTHS = range(10 if IN_FULL else 1)


@pytest.mark.parametrize("tenth", TENTHS)
def test_no_form_breaks_and_what_is_refused_leaves_nothing_behind(
    scene, clients, targets, tenth, record_property
):
    chance = random.Random(SEED + tenth)
    wrong, statuses, requests = [], Counter(), REQUESTS // len(TENTHS)
    targets = chance.sample(targets, min(len(targets), requests // 2))
    forms: dict[tuple, list[Form]] = {}
    for number in range(requests):
        target = name, persona, url = targets[number % len(targets)]
        if target not in forms:
            forms[target] = _forms(clients[persona], url)
        made = request_for(chance.choice(forms[target]), url, chance)
        with asking.rolled_back(), kept() as left:
            answer = made.send(clients[persona])
            status, to = answer.status_code, answer.headers.get("Location", "")
            spoilt = left.spoilt()
        taken = status in (302, 204) and not to.startswith("/account/sign-in")
        taken |= status == 200 and name.partition("(")[0] in SHOWN_ONCE
        statuses["taken" if taken and left.tables else status] += 1
        if status >= 500:
            wrong.append(f"{status}: {name} by {persona}: {made}")
        if set(left.tables) - KEPT_THOUGH_REFUSED.get(name, set()) and not taken:
            wrong.append(f"{status} but kept {set(left.tables)}: {name} by {persona}: {made}")
        if left.transactions > 1:
            wrong.append(
                f"saved in {left.transactions} transactions {left.tables}: {name} by {persona}: {made}"
            )
        wrong += [f"saved {said}: {name} by {persona}: {made}" for said in spoilt]
    print(f"{requests} requests to {len(targets)} forms: {dict(statuses)}")
    record_property("requests to forms", requests)
    for what, number in statuses.items():
        record_property("of them taken up" if what == "taken" else f"answered {what}", number)
    assert not wrong, f"{len(wrong)} of {requests}:\n" + "\n".join(wrong[:40])
    # Most of it is refused, and enough is taken up for the forms to be known to be reached.
    assert statuses["taken"] >= requests * 0.05, statuses
    assert statuses[422] >= requests * 0.2, statuses


def test_no_filter_breaks(scene, clients, record_property):
    chance = random.Random(SEED)
    wrong = []
    rows = [row for row in ROWS if row.name in FILTERS and row.gets]
    requests = max(2 * len(FILTERS), REQUESTS // 20)
    record_property("requests to filters", requests)
    for number in range(requests):
        row = rows[number % len(rows)]
        persona = sorted(row.gets)[0]
        url = asking.address(scene, row)
        form = next(
            (f for f in forms_in(clients[persona].get(url).content.decode(), url) if f.method == "get"), None
        )
        made = request_for(form or Form(url, "get", False), url, chance)
        asked = {n: [v for v in vs if isinstance(v, str) and len(v) < 4000] for n, vs in made.data.items()}
        asked |= {"page": [chance.choice(["-1", "0", "x", "9" * 40, "\x00", "²", "1e9"])]}
        with asking.rolled_back(), kept() as left:
            status = clients[persona].get(url, asked).status_code
        if status not in (200, 302, 400, 404) or left.tables:
            wrong.append(f"{status} {left.tables}: {row.title} by {persona}: {made}")
    assert not wrong, "\n".join(wrong)


NUMBERS = ["9" * 19, "%00", "0", "9" * 18, "9" * 40, "-1", "1.5", "٣", "x", "%E2%80%AE", "1%20"]


@pytest.mark.parametrize("number", NUMBERS[: None if IN_FULL else 1])
def test_no_number_in_an_address_breaks(scene, clients, number, record_property):
    wrong, asked = [], 0
    for row in {row.name: row for row in ROWS if row.names}.values():
        persona = sorted(row.gets or row.posts or {"iro"})[0]
        known = "70000000001"  # what stands for an id in the address; the rest of it stays
        parts = [known if n[:1] != "=" else n[1:] for n in row.names]
        url = reverse(row.name, args=[int(p) if p == known else p for p in parts]).replace(known, number)
        for method in ("GET", "POST"):
            answer = asking.ask(clients[persona], row, persona, method, url)
            asked += 1
            if answer.status >= 500 or answer.wrote:
                wrong.append(f"{answer.title} {url}")
    record_property("addresses with another number", asked)
    assert not wrong, "\n".join(wrong)
