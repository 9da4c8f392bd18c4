"""R16: each id in each URL, form field, filter, export and file link swapped for another team's.

Nothing is served, no name, reference or word of the record comes back, nothing of it changes, and whoever asked for the
record is in its log as refused.
"""

import pytest
from django.urls import reverse

from qa_portal.children.models import AccessLogEntry
from tests.integration.editing import fields_of

from . import asking, foreign, table_audits, table_disputes, table_manage, table_panels, table_records

#: Whoever looks after the scene's records, and none of the other team's.
PEOPLE = (
    "iro",
    "social_worker",
    "team_manager",
    "service_manager",
    "sister_team_manager",
    "second_social_worker",
)
#: What names nothing in its address can't name another team's.
RECORD_ROWS = [
    row
    for row in (*table_records.ROWS, *table_disputes.ROWS, *table_audits.ROWS, *table_panels.ITEM_ROWS)
    if row.names or row.on_record
]


@pytest.fixture(scope="module")
def theirs(scene):
    return foreign.build(scene.council)


@pytest.fixture(scope="module")
def clients(scene, theirs):
    return asking.clients(scene)


def _swapped(row, theirs, scene) -> list[list]:
    """The row's addresses with each of its ids in turn, and all of them, another team's."""
    own = [n[1:] if n.startswith("=") else scene.keys[n] for n in row.names]
    kinds = [n.split(" ")[0] for n in row.names]
    swapped = [theirs.keys.get(kind, own[i]) for i, kind in enumerate(kinds)]
    if len(own) == 1 or row.names[1].startswith("="):
        return [swapped]
    return [swapped, [swapped[0], own[1]], [own[0], swapped[1]]]


def test_no_address_with_another_teams_id_serves_anything(scene, theirs, clients):
    wrong, asked, seen = [], 0, set()
    before = theirs.values()
    for row in RECORD_ROWS:
        if row.names[0] in ("restricted", "carer"):
            continue
        for args in _swapped(row, theirs, scene):
            if (row.name, *args) in seen:
                continue
            seen.add((row.name, *args))
            for persona in PEOPLE:
                for method in ("GET", "POST"):
                    asked += 1
                    answer = asking.ask(clients[persona], row, persona, method, reverse(row.name, args=args))
                    is_theirs = args[0] != scene.keys.get(row.names[0])
                    if answer.wrote or foreign.SECRET.search(answer.body):
                        wrong.append(f"{answer.title} {args} tells or changes something")
                    if is_theirs and answer.status not in (404, 405):
                        wrong.append(f"{answer.title} {args} is answered")
                    elif is_theirs and answer.status == 404 and not _is_logged(answer, scene, theirs):
                        wrong.append(f"{answer.title} {args} is not logged")
    assert theirs.values() == before
    assert not wrong, "\n".join(wrong)
    assert asked >= 700, asked


def _is_logged(answer, scene, theirs) -> bool:
    person = scene.people[answer.persona].pk
    return any(
        (e.subject_id, e.person_id, e.what) == (theirs.subject.pk, person, AccessLogEntry.What.REFUSED)
        for e in answer.logged
    )


#: Fields that the portal itself put into the page to know its own form again.
SIGNED = ("_opened", "csrfmiddlewaretoken")


def test_no_form_takes_another_teams_id_in_any_field(scene, theirs, clients):
    wrong, asked = [], 0
    before = theirs.values()
    given = [*sorted(set(theirs.keys.values())), foreign.REFERENCE]
    done = set()
    for row in [*RECORD_ROWS, *table_manage.ROWS]:
        persona = next((p for p in ("iro", "team_manager", "iro_manager") if p in (row.posts or ())), None)
        if persona in (None, "iro_manager") or row.name in done or row.name == "search":
            continue
        done.add(row.name)
        url = asking.address(scene, row)
        opened = clients[persona].get(url)
        if opened.status_code != 200:
            continue
        data = {name: list(values) for name, values in fields_of(opened).lists()}
        for name in sorted({*data, *FIELDS.get(row.name, ())} - set(SIGNED)):
            wanted = (
                given if name.endswith(("-row", "document", "replaces", "reference", "other")) else given[:1]
            )
            for value in wanted:
                asked += 1
                with asking.rolled_back():
                    sent = clients[persona].post(url, data | {name: [str(value)]})
                    changed = theirs.values() != before
                body = sent.content.decode().replace(f'value="{foreign.REFERENCE}"', "")
                if changed or sent.status_code >= 500 or _told(body, value):
                    wrong.append(f"{row.name}: {name}={value} {sent.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked >= 200, asked


#: Fields that name another thing, and that an unfilled page may not show.
FIELDS = {
    "stage_details": ("actions-row",),
    "stage_answer": ("actions-row",),
    "qap_issues": ("issues-row",),
    "qap_answer": ("issues-row",),
    "qap_decisions": ("issues-row",),
    "cafcass_referral": ("document",),
    "legal_status_add": ("replaces",),
    "sibling_link": ("reference", "other"),
    "restrict_record": ("people-row",),
}


def _told(body: str, value) -> bool:
    """Whether a page says anything of the record besides what was typed."""
    found = {each.lower() for each in foreign.SECRET.findall(body)}
    return bool(found - {str(value).lower()})


LISTS = (
    ("home", ""), ("records", "?show=all"), ("records", "?show=teams"), ("dispute_register", ""),
    ("dispute_register", "?team={team}"), ("dispute_register", "?theme=care_plan_drift&team={team}"),
    ("dispute_register_export", "?team={team}"), ("dispute_register_export", ""),
    ("audits", ""), ("audits", "?team={team}"), ("audits_export", ""), ("covers", ""), ("profile", ""),
)  # fmt: skip


def test_no_list_filter_search_or_export_tells_of_another_teams_record(scene, theirs, clients):
    wrong = []
    team = scene.council.other_team.pk
    for persona in ("social_worker", "team_manager", "second_social_worker", "sister_team_manager"):
        for name, query in LISTS:
            body = clients[persona].get(reverse(name) + query.format(team=team)).content.decode()
            if found := foreign.SECRET.search(body):
                wrong.append(
                    f"{name}{query} to {persona}: {found[0]} in {body[found.start() - 300 : found.end() + 60]}"
                )
        if ",ZQ" in clients[persona].get(reverse("dispute_register_export")).content.decode():
            wrong.append(f"export to {persona}")
        nothing = clients[persona].post(reverse("search"), {"q": "Nobodyatall"}).content.decode()
        for word in (foreign.FIRST, foreign.LAST, foreign.REFERENCE):
            found = clients[persona].post(reverse("search"), {"q": word}).content.decode()
            if _plain(found, word) != _plain(nothing, "Nobodyatall"):
                wrong.append(f"search for {word} by {persona}")
    assert not wrong, "\n".join(wrong)


def test_the_inbox_of_whoever_had_a_record_keeps_its_reference_alone(scene, theirs, clients):
    """What one was told once isn't told again when the record has gone to others (decided: its reference may stay)."""
    told = 0
    for persona in ("social_worker", "team_manager", "iro", "second_social_worker"):
        body = clients[persona].get(reverse("inbox")).content.decode()
        told += foreign.REFERENCE in body
        assert not {each.upper() for each in foreign.SECRET.findall(body)} - {foreign.REFERENCE}, persona
    assert told, "somebody was told of it before it went to others"


def test_a_filter_for_another_team_counts_nothing(scene, theirs, clients):
    """The register with their team in the filter says the same as with a team that has no disputes at all."""
    team, empty = scene.council.other_team.pk, scene.council.fostering_team.pk
    for persona in ("social_worker", "team_manager", "iro"):
        pages = [
            clients[persona].get(reverse("dispute_register"), {"team": key}).content.decode()
            for key in (team, empty)
        ]
        counts = [sorted(set(_numbers(page)) - {str(team), str(empty)}) for page in pages]
        assert counts[0] == counts[1], persona


def _numbers(page: str) -> list[str]:
    import re

    main = page[page.find("<main") :]
    return re.findall(r">\s*(\d+)\s*<", main)


def _plain(page: str, word: str) -> str:
    import re

    page = re.sub(r'(nonce|value|content)="[^"]*"', "", page)
    return re.sub(r"\s+", " ", page.replace(word, ""))
