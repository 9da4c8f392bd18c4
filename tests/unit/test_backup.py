"""A backup holds what the portal held, is taken while it writes, and is refused when it is damaged."""

import importlib.util
import sqlite3
import subprocess
import threading
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location(
    "backup", Path(__file__).resolve().parents[2] / "tools/backup.py"
)
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)


ONE, TWO = f"files/ab/{'ab' * 32}", f"files/ab/{'cd' * 32}"


@pytest.fixture(autouse=True)
def _no_key_of_ours(monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.delenv("SECRET_KEY_FILE", raising=False)


@pytest.fixture
def var(tmp_path) -> Path:
    """A portal's folder: a database in WAL mode with rows, two documents, a key."""
    var = tmp_path / "var"
    (var / "files" / "ab").mkdir(parents=True)
    (var / ONE).write_bytes(b"%PDF one")
    (var / TWO).write_bytes(b"%PDF two")
    (var / "files" / "ab" / ".part-half").write_bytes(b"%PD")  # an upload that is being written
    (var / "secret_key").write_text("a secret")
    with sqlite3.connect(var / "portal.sqlite3") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE step (id INTEGER PRIMARY KEY)")
        database.executemany("INSERT INTO step VALUES (?)", [(number,) for number in range(1000)])
    database.close()
    return var


def rows(var: Path) -> int:
    with sqlite3.connect(var / "portal.sqlite3") as database:
        return database.execute("SELECT count(*) FROM step").fetchone()[0]


def test_what_is_restored_is_what_was_backed_up(var, tmp_path):
    tool.backup(var, tmp_path / "backup")
    tool.restore(tmp_path / "new", tmp_path / "backup")
    assert rows(tmp_path / "new") == 1000
    for name in (ONE, TWO, "secret_key"):
        assert (tmp_path / "new" / name).read_bytes() == (var / name).read_bytes()
    assert not (tmp_path / "new/files/ab/.part-half").exists()
    assert all(path.stat().st_mode & 0o077 == 0 for path in (tmp_path / "backup").rglob("*[!S]"))
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_a_backup_taken_while_the_portal_writes_is_whole(var, tmp_path):
    stop = threading.Event()

    def write() -> None:
        with sqlite3.connect(var / "portal.sqlite3", timeout=20) as database:
            number = 1000
            while not stop.is_set():
                database.execute("INSERT INTO step VALUES (?)", (number,))
                database.commit()
                number += 1
        database.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        tool.backup(var, tmp_path / "backup")
    finally:
        stop.set()
        writer.join()
    with sqlite3.connect(tmp_path / "backup" / "portal.sqlite3") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert (
            copy.execute("SELECT count(*), max(id) + 1 FROM step").fetchone()
            == (rows(tmp_path / "backup"),) * 2
        )
    assert rows(tmp_path / "backup") >= 1000


def test_a_damaged_backup_is_refused_and_nothing_is_restored(var, tmp_path):
    tool.backup(var, tmp_path / "backup")
    (tmp_path / "backup" / ONE).write_bytes(b"%PDF other")
    with pytest.raises(tool.Refused, match=f"damaged: {ONE}"):
        tool.restore(tmp_path / "new", tmp_path / "backup")
    assert not (tmp_path / "new").exists()


def test_neither_a_running_portal_nor_another_backup_is_written_over(var, tmp_path):
    tool.backup(var, tmp_path / "backup")
    with pytest.raises(tool.Refused, match="not empty"):
        tool.backup(var, tmp_path / "backup")
    with pytest.raises(tool.Refused, match="holds a portal already"):
        tool.restore(var, tmp_path / "backup")


def test_documents_of_another_portal_are_not_mixed_with_the_restored(var, tmp_path):
    tool.backup(var, tmp_path / "backup")
    (var / "portal.sqlite3").unlink()
    with pytest.raises(tool.Refused, match="holds documents already"):
        tool.restore(var, tmp_path / "backup")


def test_a_database_of_neither_kind_and_a_backup_of_the_other_kind_are_refused(var, tmp_path):
    with pytest.raises(tool.Refused, match="begins with mysql: neither"):
        tool.backup(var, tmp_path / "backup", "mysql://portal@/portal")
    tool.backup(var, tmp_path / "backup")
    with pytest.raises(tool.Refused, match=r"another kind of database: it has no portal\.dump"):
        tool.restore(tmp_path / "new", tmp_path / "backup", "postgres://portal@/nowhere")
    assert not (tmp_path / "new").exists()


def test_a_password_is_on_no_command_line(var, tmp_path, monkeypatch):
    asked = []

    def run(command, env, **given):
        asked.append((command, env.get("PGPASSWORD")))
        return subprocess.CompletedProcess(command, 0, "0", "")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(tool.Refused, match="holds no portal"):
        tool.backup(var, tmp_path / "backup", "postgres://portal:se%2Fcret@db:5432/portal")
    ((command, password),) = asked
    assert password == "se/cret"
    assert "postgres://portal@db:5432/portal" in command
    assert "cret" not in " ".join(command)


def test_the_key_is_found_wherever_the_portal_has_it_from(var, tmp_path, monkeypatch):
    (tmp_path / "mounted").write_text("a mounted key")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "mounted"))
    tool.backup(var, tmp_path / "one")
    assert (tmp_path / "one" / "secret_key").read_text() == "a mounted key"
    monkeypatch.setenv("SECRET_KEY", "a key of the environment")
    tool.backup(var, tmp_path / "two")
    assert (tmp_path / "two" / "secret_key").read_text() == "a key of the environment"
