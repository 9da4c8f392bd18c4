"""Teams, people, children and allocations from CSV files: a dry run first, all or nothing, safe to run again."""

import csv
import datetime as dt
import io
import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from qa_portal import clock
from qa_portal.children.actions.details import correct_details
from qa_portal.children.models import Allocation, LegalStatus, Subject
from qa_portal.deadlines.models import Deadline
from qa_portal.imports.columns import FILES, template_of
from qa_portal.imports.models import ImportRun
from qa_portal.imports.planning import plan_import
from qa_portal.outbox.models import Message
from qa_portal.people.directory import directory
from qa_portal.people.models import Appointment, Post, Team, User
from qa_portal.people.roles import Role
from tests.factories.people import council as small_council
from tests.factories.people import sign_in
from tests.factories.records import child

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 10, 0, tzinfo=clock.LONDON)
KINDS = (Team, User, Post, Appointment, Subject, LegalStatus, Allocation)


@pytest.fixture
def c():
    with clock.standing_at(MONDAY):
        yield small_council()


@pytest.fixture
def admin(client, c):
    return sign_in(client, c.administrator)


def rows(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


TEAMS = rows(
    "name,kind,above,framework,in_use",
    "East,service,Children's Services,,",
    "East 1,team,East,merton,yes",
)
PEOPLE = rows(
    "email,name,job_title,telephone,role,team,from,until,acting_up,in_use",
    "ella@x.example,Ella East,Manager,+44 20 7946 0001,Team Manager,East 1,01/09/2026,,,",
    "ella@x.example,Ella East,Manager,,service_manager,East,2026-10-01,31/12/2026,yes,",
    "ned@x.example,Ned Norte,,,,,,,,",
)
CHILDREN = rows(
    "reference,kind,first_name,last_name,known_as,date_of_birth,case_kind,legal_status,legal_status_from",
    "X1,child,Zoë,Núñez,,17/05/2014,looked_after,care_order,01/03/2025",
    'X2,,"Anna, Maria",Smith,Annie,2015-01-02,Child in need,,',
)
ALLOCATIONS = rows(
    "reference,relation,email,team,from,until",
    "X1,practitioner,ella@x.example,East 1,01/09/2026,",
    "X1,iro,iro@ambleford.example,,01/09/2026,",
    "X1,iro,other.iro@ambleford.example,,01/01/2026,31/08/2026",
    "X2,practitioner,,East 1,01/10/2026,",
)
ALL = {"teams.csv": TEAMS, "people.csv": PEOPLE, "children.csv": CHILDREN, "allocations.csv": ALLOCATIONS}


def counts():
    return {kind.__name__: kind.objects.count() for kind in KINDS}


def upload(client, files):
    sent = {
        name.removesuffix(".csv"): SimpleUploadedFile(name, data, "text/csv") for name, data in files.items()
    }
    return client.post(reverse("imports"), sent, follow=True)


def confirm(client):
    return client.post(reverse("import_run", args=[ImportRun.objects.first().pk]), follow=True)


def wrong(files):
    return [str(problem) for problem in plan_import(files).problems]


# -- the whole way -------------------------------------------------------------------------------------


def test_the_dry_run_says_what_would_be_added_and_adds_nothing(admin, c):
    before = counts()
    page = upload(admin, ALL).content.decode()
    assert counts() == before
    assert "What the files would do" in page
    assert "East 1 (team), below East" in page
    assert "Ella East: Team Manager, East 1" in page
    assert "X1: reviewing officer" in page
    assert "Núñez" not in page, "a dry run names no child"
    assert "Import all of it" in page


def test_the_confirmation_imports_all_of_it_with_its_history(admin, c):
    upload(admin, ALL)
    page = confirm(admin).content.decode()
    assert "Everything in the files is imported." in page
    first = Subject.objects.get(reference="X1")
    assert (first.first_name, first.last_name, first.case_kind) == ("Zoë", "Núñez", "looked_after")
    assert (first.team.name, first.practitioner.name, first.iro) == ("East 1", "Ella East", c.iro)
    assert Subject.objects.get(reference="X2").first_name == "Anna, Maria"
    assert first.legal_statuses.get().status == "care_order"
    assert first.allocations.filter(relation="iro").count() == 2
    book = directory()
    assert book.roles_of(User.objects.get(email="ella@x.example").pk) == {
        Role.TEAM_MANAGER,
        Role.SERVICE_MANAGER,
    }
    assert book.framework_key_of(Team.objects.get(name="East 1").pk) == "merton"
    for kind in KINDS:
        latest = kind.history.first()
        assert (latest.history_user, latest.step) == (c.administrator, "import_records"), kind
    manager = sign_in(admin, User.objects.get(email="ella@x.example"))
    assert manager.get(reverse("record", args=[first.pk])).status_code == 200


def test_the_same_files_again_change_nothing(admin, c):
    upload(admin, ALL)
    confirm(admin)
    before = counts(), Subject.history.count(), Allocation.history.count(), Appointment.history.count()
    page = upload(admin, ALL).content.decode()
    assert "There is nothing to import" in page
    confirm(admin)
    assert (
        counts(),
        Subject.history.count(),
        Allocation.history.count(),
        Appointment.history.count(),
    ) == before


def test_what_changed_in_a_file_changes_alone(admin, c):
    upload(admin, ALL)
    confirm(admin)
    changed = CHILDREN.replace(b"17/05/2014", b"18/05/2014").replace(b"Smith", b"Jones")
    page = upload(admin, {"children.csv": changed}).content.decode()
    assert "X1: date of birth" in page
    assert "X2: last name" in page
    confirm(admin)
    assert Subject.objects.get(reference="X1").date_of_birth == dt.date(2014, 5, 18)


def test_a_correction_made_in_the_portal_stays_and_is_reported(admin, c):
    upload(admin, ALL)
    confirm(admin)
    subject = Subject.objects.get(reference="X1")
    correct_details(subject, by=c.iro, details={"last_name": "Nunez", "known_as": "Zo"})
    changed = CHILDREN.replace(b"17/05/2014", b"18/05/2014")
    page = upload(admin, {"children.csv": changed}).content.decode()
    assert "X1: last name, known as was corrected in the portal and stays" in page
    confirm(admin)
    subject.refresh_from_db()
    assert (subject.last_name, subject.known_as) == ("Nunez", "Zo")
    assert subject.date_of_birth == dt.date(2014, 5, 18)


def test_a_later_allocation_made_in_the_portal_stays_and_is_reported(admin, c):
    from qa_portal.transfers.allocating import allocate

    upload(admin, ALL)
    confirm(admin)
    subject = Subject.objects.get(reference="X1")
    allocate(subject, "iro", person=c.other_iro, by=c.administrator)
    page = upload(admin, {"allocations.csv": ALLOCATIONS}).content.decode()
    assert "the portal has a later one, since 23/11/2026, which stays" in page
    confirm(admin)
    subject.refresh_from_db()
    assert subject.iro == c.other_iro


@pytest.mark.rule("LEE-22")
def test_an_allocation_that_changes_goes_the_way_of_every_transfer(admin, c):
    from tests.factories.disputes import dispute_at

    stage = dispute_at("sent", council=c).stages.get()
    subject = stage.dispute.subject
    due = {d.kind: d.due_at for d in Deadline.objects.filter(subject=subject, met_at=None)}
    Message.objects.all().delete()
    line = f"{subject.reference},practitioner,{c.other_social_worker.email},Permanence,23/11/2026,"
    upload(admin, {"allocations.csv": rows("reference,relation,email,team,from,until", line)})
    confirm(admin)
    open_now = Deadline.objects.filter(subject=subject, met_at=None)
    assert {d.kind: d.due_at for d in open_now} == due
    assert open_now.get(kind="stage_answer").owner_post.team == c.other_team
    assert Message.objects.filter(recipient=c.other_team_manager).exists()


@pytest.mark.rule("LAW-11")
def test_a_looked_after_child_that_comes_without_an_officer_is_alerted_on(admin, c):
    lines = [line for line in ALLOCATIONS.split(b"\r\n") if b",iro," not in line]
    upload(admin, {**ALL, "allocations.csv": b"\r\n".join(lines)})
    confirm(admin)
    subject = Subject.objects.get(reference="X1")
    assert Deadline.objects.filter(kind="iro_missing", subject=subject, met_at=None).count() == 1
    assert Message.objects.filter(recipient=c.iro_manager, urgency="alert").count() == 1


def test_a_file_that_says_that_an_allocation_ended_ends_it(admin, c):
    upload(admin, ALL)
    confirm(admin)
    ended = ALLOCATIONS.replace(
        b"X1,iro,iro@ambleford.example,,01/09/2026,", b"X1,iro,iro@ambleford.example,,01/09/2026,20/11/2026"
    )
    upload(admin, {"allocations.csv": ended})
    confirm(admin)
    subject = Subject.objects.get(reference="X1")
    assert subject.iro is None
    assert subject.allocations.get(relation="iro", person=c.iro).ends_on == dt.date(2026, 11, 20)


def test_somebody_who_left_by_the_file_cannot_sign_in_and_leaves_their_records(admin, c):
    subject = child(c)
    line = "iro@ambleford.example,Iris Reviewing,no"
    page = upload(admin, {"people.csv": rows("email,name,in_use", line)}).content.decode()
    assert "Iris Reviewing leaves" in page
    confirm(admin)
    c.iro.refresh_from_db()
    subject.refresh_from_db()
    assert not c.iro.is_active
    assert subject.iro is None


def test_all_or_nothing(admin, c):
    """One thing is wrong in the last file: the first three aren't imported either."""
    before = counts()
    bad = ALLOCATIONS + b"\r\nX9,iro,iro@ambleford.example,,01/09/2026,"
    page = upload(admin, {**ALL, "allocations.csv": bad}).content.decode()
    assert "There is no record X9" in page
    assert "Import all of it" not in page
    confirm(admin)
    assert counts() == before
    assert ImportRun.objects.first().state == "checked"


def test_an_error_half_way_through_the_writing_leaves_nothing_behind(admin, c, monkeypatch):
    from qa_portal.imports import actions

    def breaks(*args, **kwargs):
        raise RuntimeError("the disk is full")

    upload(admin, ALL)
    before = counts()
    monkeypatch.setattr(actions, "look_to_iro", breaks)
    with pytest.raises(RuntimeError):
        confirm(admin)
    assert counts() == before


def test_what_changed_in_the_portal_meanwhile_is_shown_before_it_is_imported(admin, c):
    upload(admin, ALL)
    Team.objects.create(name="East", kind="service", parent=c.department)
    answer = confirm(admin)
    assert "The portal has changed since these files were checked" in answer.content.decode()
    assert not Subject.objects.filter(reference="X1").exists()
    confirm(admin)
    assert Subject.objects.filter(reference="X1").exists()


def test_the_files_are_deleted_when_it_is_over(admin, c):
    upload(admin, ALL)
    run = ImportRun.objects.get()
    assert run.files
    confirm(admin)
    run.refresh_from_db()
    assert (run.files, run.state, run.ended_by) == ({}, "imported", c.administrator)
    assert not any("files" in f.name for f in ImportRun.history.model._meta.fields)
    upload(admin, ALL)
    admin.post(reverse("import_abandon", args=[ImportRun.objects.first().pk]))
    assert ImportRun.objects.first().files == {}
    assert ImportRun.objects.first().state == "abandoned"


@pytest.mark.parametrize("part", ["iro", "team_manager", "corporate_director"])
def test_nobody_else_finds_the_import(client, c, part):
    admin = sign_in(client.__class__(), c.administrator)
    upload(admin, ALL)
    run, client = ImportRun.objects.get(), sign_in(client, getattr(c, part))
    before = counts()
    for url in (
        reverse("imports"),
        reverse("import_run", args=[run.pk]),
        reverse("import_abandon", args=[run.pk]),
    ):
        assert client.post(url).status_code == 404
    assert client.get(reverse("import_run", args=[run.pk])).status_code == 404
    assert client.get(reverse("import_template", args=["teams.csv"])).status_code == 404
    assert counts() == before


# -- what is wrong, by file, line and column --------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "lines", "says"),
    [
        ("teams.csv", ["name,kind", "East,kingdom"], "teams.csv, line 2, kind: “kingdom” isn't known here"),
        ("teams.csv", ["name,kind", ",team"], "teams.csv, line 2, name: This can't be empty"),
        (
            "teams.csv",
            ["name,kind,above", "A,team,B", "B,team,A"],
            "line 2, above: A would stand below itself",
        ),
        ("teams.csv", ["name,kind,above", "A,team,Nowhere"], "line 2, above: There is no team “Nowhere”"),
        ("teams.csv", ["name,kind", "A,team", "a,team"], "line 3, name: Line 2 is about this team too"),
        (
            "teams.csv",
            ["name,kind,framework", "A,team,camden"],
            "framework: No framework “camden” is published",
        ),
        ("teams.csv", ["name", "A"], "teams.csv, line 1, kind: This column is missing"),
        ("teams.csv", ["name,kind,colour", "A,team,red"], "line 1, colour: There is no such column"),
        ("teams.csv", ["name,kind,kind", "A,team,team"], "line 1, kind: This column stands here twice"),
        ("teams.csv", ["name;kind", "A;team"], "The columns are separated by semicolons"),
        ("teams.csv", [""], "teams.csv: The file is empty"),
        (
            "teams.csv",
            ["name,kind", "A,team,extra"],
            "line 2: The line has more cells than there are columns",
        ),
        ("teams.csv", ["name,kind", '"A,team'], "can't be read as CSV"),
        ("teams.csv", ["name,kind", "=1+1,team"], "line 2, name: This begins with “=”, as a formula does"),
        ("teams.csv", ["name,kind", "@SUM(A1),team"], "begins with “@”"),
        ("teams.csv", ["name,kind", "-1+1,team"], "begins with “-”"),
        ("teams.csv", ["name,kind", "A" * 121 + ",team"], "This has 121 characters; 120 are the most"),
        ("teams.csv", ["name,kind", "A\u202eB,team"], "turns the direction of the writing"),
        ("teams.csv", ["name,kind", "A\x07B,team"], "invisible character"),
        ("teams.csv", ["name,kind,in_use", "Care Planning,service,no"], "The team can't be closed yet"),
        ("people.csv", ["email,name", "nobody,N"], "line 2, email: That isn't an email address"),
        (
            "people.csv",
            ["email,name,role", "n@x.example,N,iro"],
            "line 2, team: A post needs a role and a team",
        ),
        ("people.csv", ["email,name,role,team", "n@x.example,N,iro,Nowhere"], "There is no team “Nowhere”"),
        (
            "people.csv",
            ["email,name,role,team", "n@x.example,N,wizard,Permanence"],
            "“wizard” isn't known here",
        ),
        ("people.csv", ["email,name", "n@x.example,N", "n@x.example,M"], "line 3, name: Line 2 says “N”"),
        ("people.csv", ["email,name,telephone", "n@x.example,N,+1=cmd"], "That isn't a telephone number"),
        (
            "people.csv",
            ["email,name,role,team,from,until", "n@x.example,N,iro,Permanence,2/1/2026,1/1/2026"],
            "line 2, until: The last day is before the first",
        ),
        (
            "people.csv",
            ["email,name,role,team", *["n@x.example,N,iro,Permanence"] * 2],
            "line 3, role: Line 2 says the same",
        ),
        (
            "people.csv",
            ["email,name,in_use", "administrator@ambleford.example,A,no"],
            "This is the last administrator",
        ),
        (
            "children.csv",
            ["reference,first_name,last_name,case_kind", "X 1,A,B,adult"],
            "letters, digits, and the signs",
        ),
        (
            "children.csv",
            ["reference,first_name,last_name,case_kind,date_of_birth", "X1,A,B,adult,31/02/2014"],
            "line 2, date_of_birth: There is no day 31/02/2014",
        ),
        (
            "children.csv",
            ["reference,first_name,last_name,case_kind,date_of_birth", "X1,A,B,adult,1/2/14"],
            "isn't a date. Write it like 04/12/2026",
        ),
        (
            "children.csv",
            ["reference,first_name,last_name,case_kind,date_of_birth", "X1,A,B,adult,1/12/2026"],
            "This day is in the future",
        ),
        (
            "children.csv",
            [
                "reference,first_name,last_name,case_kind,date_of_birth,died_on",
                "X1,A,B,adult,1/12/2025,1/11/2025",
            ],
            "line 2, died_on: This day is before the day of birth",
        ),
        (
            "children.csv",
            ["reference,first_name,last_name,case_kind,legal_status", "X1,A,B,looked_after,s20"],
            "line 2, legal_status_from: A legal status needs its first day",
        ),
        ("allocations.csv", ["reference,relation,from", "X1,iro,1/1/2026"], "There is no record X1"),
    ],
)
def test_each_mistake_is_named_by_file_line_and_column(c, name, lines, says):
    assert says in " | ".join(wrong({name: rows(*lines)}))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("R1,iro,,,1/1/2026,", "Say who it is by their email address"),
        ("R1,practitioner,,,1/1/2026,", "Say to whom"),
        ("R1,iro,iro@ambleford.example,Permanence,1/1/2026,", "Only a practitioner's allocation names"),
        ("R1,iro,nobody@x.example,,1/1/2026,", "Nobody has the address nobody@x.example"),
        ("R1,iro,iro@ambleford.example,,24/11/2026,", "This day is in the future"),
        ("R1,iro,iro@ambleford.example,,1/1/2026,1/1/2025", "The last day is before the first"),
        ("R1,practitioner,,Nowhere,1/1/2026,", "There is no team “Nowhere”"),
        (
            "R1,iro,iro@ambleford.example,,1/1/2026,\nR1,iro,other.iro@ambleford.example,,1/2/2026,",
            "Give a last day before that",
        ),
        (
            "R1,iro,other.iro@ambleford.example,,1/6/2026,1/9/2026",
            "The portal has another allocation in that time",
        ),
    ],
)
def test_an_allocation_that_cannot_be_is_refused(c, line, says):
    child(c, reference="R1")
    problems = wrong({"allocations.csv": rows("reference,relation,email,team,from,until", line)})
    assert says in " | ".join(problems)


def test_a_mistake_on_the_page_says_how_many_and_where(admin, c):
    page = upload(admin, {"teams.csv": rows("name,kind", "=A,team", "B,kingdom")}).content.decode()
    assert "2 things in the files have to be mended first" in page
    assert "isn&#x27;t known here. Use one of: team, service, department." in page


# -- encodings ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_read_with_and_without_its_mark(c, encoding):
    plan = plan_import({"teams.csv": "name,kind\nCafé Team,team\n".encode(encoding)})
    assert (plan.problems, plan.remarks) == ([], [])
    assert plan.teams[0].name == "Café Team"


def test_windows_1252_is_read_and_says_which_words_to_look_at(c):
    plan = plan_import({"teams.csv": "name,kind\nCafé Team,team\n".encode("cp1252")})
    assert plan.teams[0].name == "Café Team"
    assert "Windows-1252" in plan.remarks[0]
    assert "Café" in plan.remarks[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("name,kind\nA,team".encode("utf-16"), "Unicode text (UTF-16)"),
        (b"PK\x03\x04rest", "This is a workbook"),
        (b"name,kind\nA\x00B,team", "line 2: There is an invisible character (NUL)"),
        (b"name,kind\nA,team\nB\x81\xff,team", "line 3: A letter here is in an encoding"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(c, data, says):
    problems = wrong({"teams.csv": data})
    assert len(problems) == 1
    assert says in problems[0]


def test_a_text_over_several_lines_doesnt_shift_the_lines_of_the_rest(c):
    problems = wrong({"teams.csv": b'name,kind\n"Two\nlines",team\nB,kingdom\n'})
    assert [p.split(":")[0] for p in problems] == ["teams.csv, line 2, name", "teams.csv, line 4, kind"]


def test_an_upload_that_is_no_csv_is_refused_beside_its_field(admin, c):
    answer = admin.post(reverse("imports"), {"teams": SimpleUploadedFile("teams.xlsx", b"PK", "x/y")})
    assert answer.status_code == 422
    assert "The file must be CSV" in answer.content.decode()
    assert "Choose at least one file" in admin.post(reverse("imports")).content.decode()


# -- templates, command, size --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", list(FILES))
def test_each_template_downloads_as_an_attachment_and_its_columns_are_those_documented(admin, name):
    answer = admin.get(reverse("import_template", args=[name]))
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    heading = next(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert heading == [column.name for column in FILES[name]]
    documented = (settings.BASE_DIR / "docs" / "import.md").read_text()
    for column in FILES[name]:
        assert f"| `{column.name}` |" in documented, f"docs/import.md doesn't say what {column.name} is"


def test_the_templates_with_their_examples_can_be_imported_as_they_are(c):
    assert wrong({name: template_of(name).encode() for name in FILES}) == []


def test_the_command_makes_a_dry_run_and_imports(c, tmp_path, capsys):
    for name, data in ALL.items():
        (tmp_path / name).write_bytes(data)
    before = counts()
    call_command("import_records", str(tmp_path), "--dry-run")
    assert counts() == before
    assert "children.csv: 2 added" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--by"):
        call_command("import_records", str(tmp_path))
    with pytest.raises(CommandError, match="Only an administrator"):
        call_command("import_records", str(tmp_path), by=c.iro.email)
    assert counts() == before
    call_command("import_records", str(tmp_path), by=c.administrator.email)
    assert Subject.objects.filter(reference__in=["X1", "X2"]).count() == 2


def test_the_command_says_what_is_wrong_and_imports_nothing(c, tmp_path, capsys):
    (tmp_path / "teams.csv").write_bytes(rows("name,kind", "Good,team", "Bad,kingdom"))
    with pytest.raises(CommandError, match="1 thing"):
        call_command("import_records", str(tmp_path), by=c.administrator.email)
    assert "teams.csv, line 3, kind" in capsys.readouterr().err
    assert not Team.objects.filter(name="Good").exists()


def test_five_thousand_rows_take_a_bounded_number_of_queries(c, django_assert_max_num_queries):
    """Queries, not seconds: they don't depend on the machine. (Five thousand records take about five seconds.)"""
    from qa_portal.imports.actions import import_files

    lines = [f"B{n},First,Last,looked_after" for n in range(2500)]
    links = [f"B{n},iro,iro@ambleford.example,,1/9/2026" for n in range(2500)]
    files = {
        "children.csv": rows("reference,first_name,last_name,case_kind", *lines),
        "allocations.csv": rows("reference,relation,email,team,from", *links),
    }
    started = time.monotonic()
    with django_assert_max_num_queries(600):
        import_files(files, by=c.administrator)
    assert Subject.objects.filter(iro=c.iro).count() == 2500
    assert time.monotonic() - started < 60
