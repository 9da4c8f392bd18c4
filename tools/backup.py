"""Backup and restore of a portal, while it is used: `make backup TO=folder`, `make restore FROM=folder`.

Standard library alone; for PostgreSQL its own pg_dump, pg_restore and psql. The database is DATABASE_URL, or without it
the SQLite file in the portal's folder. It is copied first, as it is at one moment; the documents after it: they are
stored under the hash of their content and never changed, so one that comes later does no harm. The key is copied too,
since two-step secrets are encrypted with it: keep a backup as secret as the portal itself.
"""

import argparse
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

SQLITE = "portal.sqlite3"
DUMP = "portal.dump"
MANIFEST = "SHA256SUMS"
#: A stored document is named by its hash; what is being written has another name.
STORED = re.compile(r"[0-9a-f]{64}")


def main() -> int:
    """Do what the command line and the environment say."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=["backup", "restore"])
    parser.add_argument("var", type=Path, help="the portal's VAR_DIR")
    parser.add_argument("folder", type=Path, help="the backup")
    arguments = parser.parse_args()
    do = backup if arguments.what == "backup" else restore
    try:
        do(arguments.var, arguments.folder, os.environ.get("DATABASE_URL", ""))
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    return 0


class Refused(Exception):
    """Why nothing was done, in a sentence."""


def backup(var: Path, folder: Path, url: str = "") -> None:
    """Copy database, documents and key of the portal in `var` into `folder`, which must be new or empty."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. Give each backup a folder of its own.")
    database = database_of(var, url)
    database.refuse_missing()
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    database.copy_into(folder)
    for path in sorted((var / "files").rglob("*")) if (var / "files").is_dir() else []:
        if STORED.fullmatch(path.name) and path.is_file():
            copy(path, folder / path.relative_to(var))
    if key := key_of(var):
        (folder / "secret_key").write_text(key)
    for path in folder.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    lines = [f"{checksum}  {name}" for name, checksum in checksums(folder).items()]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} files are backed up in {folder}.")


def restore(var: Path, folder: Path, url: str = "") -> None:
    """Put a backup into `var` and its database, which must hold no portal yet; refuse a damaged one."""
    database = database_of(var, url)
    if not (folder / MANIFEST).exists():
        raise Refused(f"{folder} is no backup: it has no {MANIFEST}.")
    wanted = dict(reversed(line.split("  ", 1)) for line in (folder / MANIFEST).read_text().splitlines())
    if (found := checksums(folder)) != wanted:
        odd = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise Refused(f"The backup is damaged: {', '.join(odd[:5])}. Nothing was restored.")
    if database.name_in_backup not in wanted:
        raise Refused(f"This is a backup of another kind of database: it has no {database.name_in_backup}.")
    database.refuse_present()
    if (var / "files").is_dir() and any((var / "files").iterdir()):
        raise Refused(f"{var} holds documents already. Stop the portal and move {var} away first.")
    var.mkdir(parents=True, exist_ok=True)
    for name in wanted.keys() - {database.name_in_backup}:
        copy(folder / name, var / name)
    database.restore_from(folder)
    print(f"{len(wanted)} files are restored to {var}. Start the portal again.")
    if "secret_key" in wanted and (os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE")):
        print(f"Its key is in {var / 'secret_key'}: give the portal that one as SECRET_KEY.")


class SQLite:
    """A portal's database in one file."""

    name_in_backup = SQLITE

    def __init__(self, path: Path) -> None:
        self.path = path

    def refuse_missing(self) -> None:
        """Nothing to copy."""
        if not self.path.exists():
            raise Refused(f"{self.path} does not exist: is this the portal's VAR_DIR?")

    def refuse_present(self) -> None:
        """A portal is there."""
        if self.path.exists():
            raise Refused(f"{self.path} holds a portal already. Stop it and move it away first.")

    def copy_into(self, folder: Path) -> None:
        """By SQLite's own backup: whole, whoever writes meanwhile."""
        source = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)
        target = sqlite3.connect(folder / SQLITE)
        try:
            source.backup(target)
        finally:
            target.close()
            source.close()

    def restore_from(self, folder: Path) -> None:
        """A copy of the copy."""
        copy(folder / SQLITE, self.path)


class PostgreSQL:
    """A portal's database on a server, which is never named on a command line with its password."""

    name_in_backup = DUMP

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.password = unquote(parts.password or "")
        who, at, where = parts.netloc.rpartition("@")
        self.url = parts._replace(scheme="postgres", netloc=who.split(":")[0] + at + where).geturl()

    def refuse_missing(self) -> None:
        """Nothing to copy, or nobody answers."""
        if not self.tables():
            raise Refused("The database of DATABASE_URL holds no portal.")

    def refuse_present(self) -> None:
        """A portal is there."""
        if self.tables():
            raise Refused("The database of DATABASE_URL holds tables already. Restore into an empty one.")

    def tables(self) -> int:
        """How many it has."""
        asked = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        return int(self._run("psql", "-XAtc", asked))

    def copy_into(self, folder: Path) -> None:
        """As it is at one moment; nobody waits for it."""
        self._run("pg_dump", "-Fc", "--no-owner", "--no-privileges", "-f", str(folder / DUMP))

    def restore_from(self, folder: Path) -> None:
        """All of it or nothing."""
        dump = str(folder / DUMP)
        self._run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", dump)

    def _run(self, program: str, *arguments: str) -> str:
        environment = os.environ | ({"PGPASSWORD": self.password} if self.password else {})
        try:
            done = subprocess.run(
                [program, "-d", self.url, *arguments], env=environment, capture_output=True, text=True
            )
        except FileNotFoundError:
            raise Refused(f"{program} is missing: install PostgreSQL's client programs.") from None
        if done.returncode:
            raise Refused(f"{program} failed: {done.stderr.strip()[-500:]}")
        return done.stdout.strip()


def database_of(var: Path, url: str) -> SQLite | PostgreSQL:
    """The database that DATABASE_URL names; the file in VAR_DIR where it names none."""
    scheme = url.partition(":")[0]
    if not url:
        return SQLite(var / SQLITE)
    if scheme == "sqlite":
        return SQLite(Path(unquote(url.removeprefix("sqlite:///"))))
    if scheme in ("postgres", "postgresql", "pgsql"):
        return PostgreSQL(url)
    raise Refused(f"DATABASE_URL begins with {scheme}: neither sqlite nor postgres.")


def key_of(var: Path) -> str:
    """The portal's key, wherever it has it from."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = Path(os.environ.get("SECRET_KEY_FILE") or var / "secret_key")
    return path.read_text() if path.exists() else ""


def copy(path: Path, to: Path) -> None:
    """Copy a file to a place whose folders may have to be made."""
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, to)


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a backup, by its path there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST:
            with path.open("rb") as file:
                found[str(path.relative_to(folder))] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


if __name__ == "__main__":
    sys.exit(main())
