"""Frameworks in the running portal: loaded, versioned, published, obeyed."""

import datetime as dt
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from qa_portal import clock
from qa_portal.frameworks.actions import (
    load_shipped_frameworks,
    publish_framework,
    save_own_version,
)
from qa_portal.frameworks.loading import SHIPPED, FrameworkRefused
from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import (
    NoFramework,
    framework_for,
    framework_for_subject,
    policy_of,
    published_version,
)
from tests.factories.people import council as small_council
from tests.factories.records import child

SHORT = Path(__file__).parents[1] / "data" / "short_procedure.yaml"

pytestmark = pytest.mark.django_db


@pytest.fixture
def council():
    return small_council()


@pytest.fixture
def shipped(tmp_path):
    """A copy of what is shipped, to change."""
    for folder in SHIPPED.iterdir():
        (tmp_path / folder.name).mkdir()
        for file in folder.iterdir():
            (tmp_path / folder.name / file.name).write_text(file.read_text())
    return tmp_path


def change(shipped: Path, file: str, old: str, new: str) -> None:
    path = shipped / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def load(*args, **options) -> str:
    said = StringIO()
    call_command("load_frameworks", *args, stdout=said, **options)
    return said.getvalue()


# --- loading and versions ---------------------------------------------------------------------------------------------


def test_the_shipped_frameworks_are_loaded_and_published_and_a_second_time_nothing_happens():
    assert "is loaded and published" in load()
    folders = {folder.name for folder in SHIPPED.iterdir()}
    assert {v.key for v in FrameworkVersion.objects.all()} == folders
    assert load() == ""
    assert FrameworkVersion.objects.count() == len(folders)
    assert all(version.is_published for version in FrameworkVersion.objects.all())


def test_new_content_makes_a_new_version_and_a_new_comment_doesn_t(shipped):
    load_shipped_frameworks(shipped)
    change(shipped, "merton/framework.yaml", "# Merton's collaborative", "# The collaborative")
    assert not any(outcome.is_new for outcome in load_shipped_frameworks(shipped))
    change(shipped, "merton/disputes.yaml", "working_days: 20", "working_days: 18")
    assert [o.version.key for o in load_shipped_frameworks(shipped) if o.is_new] == ["merton"]
    first, second = FrameworkVersion.objects.filter(key="merton").order_by("number")
    assert (first.number, second.number) == (1, 2)
    assert policy_of(first).disputes.cap.working_days == 20
    assert policy_of(published_version("merton")).disputes.cap.working_days == 18


def test_a_change_in_what_is_included_makes_a_new_version_of_what_includes_it(shipped):
    load_shipped_frameworks(shipped)
    change(shipped, "mosaic-iro/themes.yaml", "Something else", "Anything else")
    new = {o.version.key for o in load_shipped_frameworks(shipped) if o.is_new}
    assert {
        "mosaic-iro",
        "merton",
        "knowsley",
        "knowsley-mash",
    } <= new  # it is taken over through another as well
    assert "waltham-forest" not in new
    assert policy_of(published_version("merton")).theme_label("other") == "Anything else"


@pytest.mark.rule("NEW-11")
def test_one_wrong_shipped_file_and_nothing_at_all_is_loaded(shipped):
    change(
        shipped, "mosaic-iro/disputes.yaml", "answered_by: service_director", "answered_by: sevice_director"
    )
    with pytest.raises(FrameworkRefused) as refused:
        load_shipped_frameworks(shipped)
    assert "mosaic-iro/disputes.yaml, line 20: disputes, levels, entry 3, answered_by" in str(refused.value)
    assert "Did you mean 'service_director'?" in str(refused.value)
    assert not FrameworkVersion.objects.exists()


def test_a_council_s_own_version_is_never_overtaken_by_a_shipped_one(shipped, council):
    load_shipped_frameworks(shipped)
    text = published_version("merton").text.replace("working_days: 20", "working_days: 25")
    own = publish_framework(
        save_own_version(text, key="merton", by=council.administrator), by=council.administrator
    )
    change(shipped, "merton/disputes.yaml", "working_days: 20", "working_days: 18")
    [merton] = [o for o in load_shipped_frameworks(shipped) if o.version.key == "merton"]
    assert "unpublished" in merton.says
    assert not merton.version.is_published
    assert published_version("merton") == own
    assert [o for o in load_shipped_frameworks(shipped) if o.is_new] == []


def test_the_last_one_published_is_in_force_even_when_the_machine_s_clock_has_gone_back(council):
    first = published_version("merton")
    with clock.standing_at(first.published_at - dt.timedelta(hours=1)):
        text = first.text.replace("working_days: 20", "working_days: 18")
        second = save_own_version(text, key="merton", by=council.administrator)
        publish_framework(second, by=council.administrator)
        assert published_version("merton") == second


def test_a_version_once_saved_never_changes_and_is_never_deleted(council):
    version = published_version("merton")
    version.title = "Another title"
    version.digest = "0" * 64
    version.save()
    version.refresh_from_db()
    assert version.title.startswith("Merton:")
    with pytest.raises(TypeError):
        version.document.save()
    with pytest.raises(TypeError):
        version.delete()
    with pytest.raises(TypeError):
        version.document.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkVersion.objects.create(
            key="merton", number=1, title="Twice", source="council", digest="0" * 64
        )


def test_the_command_refuses_a_folder_with_its_lines_and_loads_a_sound_one(tmp_path):
    folder = tmp_path / "short-procedure"
    folder.mkdir()
    (folder / "framework.yaml").write_text(SHORT.read_text().replace("service_manager\n", "service_manger\n"))
    with pytest.raises(CommandError, match="Nothing was loaded"):
        load(str(folder))
    (folder / "framework.yaml").write_text(SHORT.read_text())
    assert "loaded, not yet published" in load(str(folder))
    with pytest.raises(NoFramework):
        published_version("short-procedure")
    load(str(folder), publish=True)
    assert published_version("short-procedure").number == 1
    with pytest.raises(CommandError, match="No such folder"):
        load(str(tmp_path / "nowhere"))


# --- which framework ------------------------------------------------------------------------------------------------


def test_a_team_works_by_its_own_framework_or_by_that_of_the_nearest_team_above(council):
    assert framework_for(council.team).key == "mosaic-iro"
    council.service.framework_key = "merton"
    council.service.save()
    assert framework_for(council.team).key == "merton"
    assert framework_for(council.other_team).key == "mosaic-iro"
    assert framework_for_subject(child(council)).key == "merton"


def test_a_team_without_a_framework_is_told_so_in_words(council):
    council.department.framework_key = ""
    council.department.save()
    with pytest.raises(NoFramework, match="nor any team above it has a framework"):
        framework_for(council.team)
    with pytest.raises(NoFramework, match="no team"):
        framework_for(None)
    council.department.framework_key = "nowhere"
    council.department.save()
    with pytest.raises(NoFramework, match="“nowhere” has been published"):
        framework_for(council.team)


def test_what_a_version_says_is_read_once_and_then_known(council, django_assert_num_queries):
    version = FrameworkVersion.objects.get(key="merton")
    policy_of(version)
    again = FrameworkVersion.objects.get(key="merton")
    with django_assert_num_queries(0):
        assert policy_of(again) is policy_of(version)
