"""A backup holds what the portal held, is taken while it writes, and is refused when it is damaged."""

import importlib.util
import sqlite3
import threading
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location(
    "backup", Path(__file__).resolve().parents[2] / "tools/backup.py"
)
tool = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(tool)


@pytest.fixture
def var(tmp_path) -> Path:
    """A portal's folder: a database in WAL mode with rows, two documents, a key."""
    var = tmp_path / "var"
    (var / "files" / "ab").mkdir(parents=True)
    (var / "files" / "ab" / "abcd").write_bytes(b"%PDF one")
    (var / "files" / "ab" / "abce").write_bytes(b"%PDF two")
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
    for name in ("files/ab/abcd", "files/ab/abce", "secret_key"):
        assert (tmp_path / "new" / name).read_bytes() == (var / name).read_bytes()
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
    (tmp_path / "backup" / "files" / "ab" / "abcd").write_bytes(b"%PDF other")
    with pytest.raises(tool.Refused, match="damaged: files/ab/abcd"):
        tool.restore(tmp_path / "new", tmp_path / "backup")
    assert not (tmp_path / "new").exists()


def test_neither_a_running_portal_nor_another_backup_is_written_over(var, tmp_path):
    tool.backup(var, tmp_path / "backup")
    with pytest.raises(tool.Refused, match="not empty"):
        tool.backup(var, tmp_path / "backup")
    with pytest.raises(tool.Refused, match="holds a portal already"):
        tool.restore(var, tmp_path / "backup")
