"""The pages of the frameworks, as people use them."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of, published_version
from tests.factories.people import council as small_council
from tests.factories.people import sign_in

SHORT = (Path(__file__).parents[1] / "data" / "short_procedure.yaml").read_text()

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return small_council()


@pytest.fixture
def administrator(client, council):
    return sign_in(client, council.administrator)


def text_of(response) -> str:
    """What a person reads: the page without its marks."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    for mark, character in (("&#x27;", "'"), ("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")):
        plain = plain.replace(mark, character)
    return " ".join(plain.split())


def write(client, url: str, text: str, **more):
    """Open the page, and send the text as a browser does."""
    opened = client.get(url).context["opened"]
    return client.post(url, {"_opened": opened, "text": text, **more})


def written(key: str) -> str:
    return published_version(key).text


# --- reading ----------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_in_force_and_which_teams_work_by_it(administrator):
    page = text_of(administrator.get(reverse("framework_list")))
    assert "IRO quality assurance and dispute resolution" in page
    assert "Merton: collaborative reviews and dispute resolution" in page
    assert "Children's Services and what is below" in page
    assert "None" in page


def test_a_team_that_works_by_a_framework_that_isn_t_there_is_pointed_out(administrator, council):
    council.service.framework_key = "lost"
    council.service.save()
    assert "Teams work by “lost”, and no such framework has been published." in text_of(
        administrator.get(reverse("framework_list"))
    )


def test_a_version_says_in_plain_english_who_answers_and_how_long_they_have(administrator):
    page = text_of(administrator.get(reverse("framework_version", args=["merton", 1])))
    assert "Stage 3 Service Director 5 working days" in page
    assert "All stages together take at most 20 working days" in page
    assert "Before the first stage the informal attempt is recorded" in page
    assert (
        "The Fostering Independent Reviewing Officer may raise a dispute for a record that is: fostering"
        in page
    )
    assert "Team Manager → Service Manager → Head of Service" in page
    assert "Insights team" in page


@pytest.mark.rule("WAL-31")
def test_a_framework_shows_its_version_author_changes_approver_and_dates(administrator):
    page = text_of(administrator.get(reverse("framework_version", args=["mosaic-iro", 1])))
    for said in (
        "Version of the procedure 1.0",
        "Author Annie Palmer and Barbs Fawcett-Gray",
        "What changed First version",
        "Approved by Nobody yet",
        "Implemented on Wednesday 1 July 2020",
        "To be reviewed on Not said",
    ):
        assert said in page


def test_a_version_can_be_read_and_exported_as_yaml_as_written_and_whole(administrator):
    page = administrator.get(reverse("framework_text", args=["merton", 1]))
    assert "includes: [mosaic-iro]" in page.content.decode()
    url = reverse("framework_export", args=["merton", 1])
    whole, as_written = administrator.get(url), administrator.get(url, {"as": "written"})
    assert whole["Content-Disposition"] == 'attachment; filename="merton-version-1.yaml"'
    assert whole["Content-Type"].startswith("application/yaml")
    assert b"iro_audit:" in whole.content
    assert b"iro_audit:" not in as_written.content
    assert as_written.content.decode() == written("merton")


def test_the_reference_lists_every_key(administrator):
    page = text_of(administrator.get(reverse("framework_reference")))
    assert "answer_within" in page
    assert "corporate_director" in page


def test_what_isn_t_there_is_not_found(administrator):
    for name, args in (
        ("framework", ["nowhere"]),
        ("framework_version", ["merton", 99]),
        ("framework_edit", ["nowhere"]),
        ("framework_publish", ["merton", 99]),
        ("framework_export", ["merton", 99]),
    ):
        assert administrator.get(reverse(name, args=args)).status_code == 404


# --- who may ----------------------------------------------------------------------------------------------------------

READ = [
    ("framework_list", []),
    ("framework_reference", []),
    ("framework", ["merton"]),
    ("framework_version", ["merton", 1]),
    ("framework_text", ["merton", 1]),
    ("framework_export", ["merton", 1]),
]
KEEP = [("framework_new", []), ("framework_edit", ["merton"]), ("framework_publish", ["merton", 1])]


def test_insights_managers_read_frameworks_and_only_administrators_keep_them(client, council):
    for reader in (council.insights_head, council.insights_manager, council.insights_service_manager):
        sign_in(client, reader)
        assert {client.get(reverse(name, args=args)).status_code for name, args in READ} == {200}
        assert {client.get(reverse(name, args=args)).status_code for name, args in KEEP} == {404}
        assert {client.post(reverse(name, args=args)).status_code for name, args in KEEP} == {404}
        assert "Add a framework" not in text_of(client.get(reverse("framework_list")))


def test_nobody_else_knows_that_there_are_frameworks(client, council):
    for other in (council.iro, council.social_worker, council.corporate_director, council.iro_manager):
        sign_in(client, other)
        assert {client.get(reverse(name, args=args)).status_code for name, args in READ + KEEP} == {404}
        assert {client.post(reverse(name, args=args)).status_code for name, args in KEEP} == {404}
    client.logout()
    assert client.get(reverse("framework_list")).status_code == 302


# --- writing ----------------------------------------------------------------------------------------------------------


def test_a_mistake_is_shown_by_its_line_beside_the_text_and_nothing_typed_is_lost(administrator):
    url = reverse("framework_edit", args=["merton"])
    text = written("merton").replace("answered_by: service_manager", "answered_by: service_manger")
    line = next(n for n, each in enumerate(text.splitlines(), 1) if "service_manger" in each)
    page = write(administrator, url, text)
    assert page.status_code == 422
    said = text_of(page)
    assert f"Line {line} disputes, levels, entry 2, answered_by" in said
    assert "Unknown role 'service_manger'. Did you mean 'service_manager'?" in said
    assert page.context["form"]["text"].value() == text
    assert FrameworkVersion.objects.filter(key="merton").count() == 1
    assert administrator.get(url).context["form"]["text"].value().strip() == text.strip()  # kept as a draft


def test_what_is_saved_is_a_new_version_of_the_council_s_own_and_not_yet_published(administrator):
    text = (
        written("merton")
        .replace("working_days: 20", "working_days: 15")
        .replace("warn_on_day: 15", "warn_on_day: 12")
    )
    page = write(administrator, reverse("framework_edit", args=["merton"]), text)
    version = FrameworkVersion.objects.get(key="merton", number=2)
    assert page.status_code == 302
    assert page.url == version.get_absolute_url()
    assert version.source == "council"
    assert not version.is_published
    assert version.text == text
    assert version.loaded_by is not None
    assert published_version("merton").number == 1
    assert "Not yet published" in text_of(administrator.get(page.url))


def test_saving_the_same_text_again_makes_no_version(administrator):
    url = reverse("framework_edit", args=["merton"])
    text = written("merton").replace("working_days: 20", "working_days: 25")
    write(administrator, url, text)
    write(administrator, url, text)
    assert FrameworkVersion.objects.filter(key="merton").count() == 2


def test_publishing_says_first_what_changes_and_then_holds_for_what_starts(administrator, council):
    text = written("mosaic-iro").replace("working_days: 20\n", "working_days: 25\n")
    write(administrator, reverse("framework_edit", args=["mosaic-iro"]), text)
    url = reverse("framework_publish", args=["mosaic-iro", 2])
    page = text_of(administrator.get(url))
    assert "What starts from now on in" in page
    assert "It no longer says: All stages together take at most 20 working days" in page
    assert "It now says: All stages together take at most 25 working days" in page
    assert published_version("mosaic-iro").number == 1
    assert administrator.post(url, {"confirmed": "yes"}).status_code == 302
    version = published_version("mosaic-iro")
    assert version.number == 2
    assert version.published_by == council.administrator
    assert policy_of(version).disputes.cap.working_days == 25
    assert administrator.get(url).status_code == 302  # nothing left to confirm
    assert "Replaced by a later version" in text_of(
        administrator.get(reverse("framework_version", args=["mosaic-iro", 1]))
    )


def test_a_framework_keeps_its_key_and_a_new_one_can_t_take_another_s(administrator):
    page = write(
        administrator,
        reverse("framework_edit", args=["merton"]),
        written("merton").replace("key: merton", "key: other"),
    )
    assert "The key was merton and can't be changed" in text_of(page)
    page = write(administrator, reverse("framework_new"), written("merton"))
    assert "The key merton is taken. Choose another key" in text_of(page)


@pytest.mark.rule("NEW-11")
def test_another_council_s_procedure_is_put_in_as_a_file_without_code(administrator):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("framework_new")
    broken = SimpleUploadedFile("own.yaml", SHORT.replace("head_of_service", "head_of_servce", 1).encode())
    page = write(administrator, url, "key: typed", file=broken)
    assert page.status_code == 422
    assert "Did you mean 'head_of_service'?" in text_of(page)
    assert page.context["form"]["text"].value().strip().startswith("# A council with three levels")
    page = write(administrator, url, "", file=SimpleUploadedFile("own.yaml", SHORT.encode()))
    assert page.status_code == 302
    said = text_of(administrator.get(page.url))
    assert "Step A Team Manager 24 hours" in said
    assert "Step C Head of Service 10 working days" in said
    assert "No limit is set to all stages together" in said
    assert "The Child-protection chair may raise a escalation" in said.replace(
        "an escalation", "a escalation"
    )
    administrator.post(reverse("framework_publish", args=["short-procedure", 1]), {"confirmed": "yes"})
    assert published_version("short-procedure").number == 1


def test_a_file_that_is_no_text_and_one_of_another_kind_are_refused_in_words(administrator):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = reverse("framework_new")
    page = write(administrator, url, "key: typed", file=SimpleUploadedFile("own.yaml", b"\xff\xfe\x00key"))
    assert "isn't plain text in UTF-8" in text_of(page)
    page = write(administrator, url, "key: typed", file=SimpleUploadedFile("own.exe", b"MZ"))
    assert page.status_code == 422


def test_two_people_who_edit_one_framework_see_each_other_s_version_and_lose_nothing(client, council):
    from django.test import Client

    from qa_portal.people.roles import Role
    from tests.factories.people import person

    url = reverse("framework_edit", args=["merton"])
    second = sign_in(Client(), person(Role.ADMINISTRATOR, council.department, by=council.administrator))
    sign_in(client, council.administrator)
    opened = second.get(url).context["opened"]
    theirs = written("merton").replace("working_days: 20", "working_days: 18")
    mine = written("merton").replace("working_days: 20", "working_days: 19")
    assert write(client, url, theirs).status_code == 302
    page = second.post(url, {"_opened": opened, "text": mine})
    assert page.status_code == 409
    assert "working_days: 18" in page.content.decode()
    assert "working_days: 19" in page.content.decode()


def test_the_pages_ask_the_database_as_often_however_many_versions_there_are(
    administrator, django_assert_max_num_queries
):
    for number in range(16, 20):
        text = written("merton").replace("warn_on_day: 15", f"warn_on_day: {number}")
        write(administrator, reverse("framework_edit", args=["merton"]), text)
    for name, args in READ:
        url = reverse(name, args=args)
        administrator.get(url)
        with django_assert_max_num_queries(9):
            administrator.get(url)
