"""The secret key of a portal that serves plain HTTP on one machine: made once, kept beside its data."""

import os
import secrets
from pathlib import Path


def local_secret_key(var_dir: Path) -> str:
    """The key in `var_dir`/secret_key, made at the first call. Two processes that start together get the same key."""
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        draft = var_dir / f".secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)  # whoever comes first wins, and nobody ever reads half a key
        except FileExistsError:
            pass
        draft.unlink()
    return path.read_text().strip()
