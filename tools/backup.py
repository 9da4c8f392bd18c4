"""Backup and restore of a portal on one machine (SQLite): `make backup TO=folder`, `make restore FROM=folder`.

Standard library alone. The database is copied by SQLite's own backup while the portal runs, the documents after
it: they are stored under the hash of their content and never changed, so one that comes later does no harm.
The key is copied too, since two-step secrets are encrypted with it: keep a backup as secret as the portal itself.
PostgreSQL has pg_dump: see docs/operations.md.
"""

import argparse
import hashlib
import shutil
import sqlite3
import sys
from pathlib import Path

DATABASE = "portal.sqlite3"
MANIFEST = "SHA256SUMS"


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=["backup", "restore"])
    parser.add_argument("var", type=Path, help="the portal's VAR_DIR")
    parser.add_argument("folder", type=Path, help="the backup")
    arguments = parser.parse_args()
    try:
        (backup if arguments.what == "backup" else restore)(arguments.var, arguments.folder)
    except Refused as why:
        print(why, file=sys.stderr)
        return 1
    return 0


class Refused(Exception):
    """Why nothing was done, in a sentence."""


def backup(var: Path, folder: Path) -> None:
    """Copy database, documents and key of `var` into `folder`, which must be new or empty."""
    if not (var / DATABASE).exists():
        raise Refused(f"{var / DATABASE} does not exist: is this the portal's VAR_DIR?")
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty. Give each backup a folder of its own.")
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    with sqlite3.connect(f"file:{var / DATABASE}?mode=ro", uri=True) as source:
        with sqlite3.connect(folder / DATABASE) as target:
            source.backup(target)
        target.close()
    source.close()
    if (var / "files").is_dir():
        shutil.copytree(var / "files", folder / "files")
    if (var / "secret_key").exists():
        shutil.copy2(var / "secret_key", folder / "secret_key")
    lines = [f"{checksum}  {name}" for name, checksum in checksums(folder).items()]
    (folder / MANIFEST).write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} files are backed up in {folder}.")


def restore(var: Path, folder: Path) -> None:
    """Put a backup into `var`, which must hold no portal yet. Refuses a backup that isn't what was written."""
    if (var / DATABASE).exists():
        raise Refused(f"{var} holds a portal already. Stop it and move {var} away first.")
    if not (folder / MANIFEST).exists():
        raise Refused(f"{folder} is no backup: it has no {MANIFEST}.")
    wanted = dict(reversed(line.split("  ", 1)) for line in (folder / MANIFEST).read_text().splitlines())
    if (found := checksums(folder)) != wanted:
        odd = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise Refused(f"The backup is damaged: {', '.join(odd[:5])}. Nothing was restored.")
    var.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, var / name)
    print(f"{len(wanted)} files are restored to {var}. Start the portal again.")


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a backup, by its path there."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


if __name__ == "__main__":
    sys.exit(main())
