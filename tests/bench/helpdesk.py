"""The escalation sweep of django-helpdesk, beside the portal's: in an environment of its own under .tools/."""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

HOME = Path(settings.BASE_DIR) / ".tools" / "helpdesk"


def main() -> Iterator[dict[str, Any]]:
    """Install it where it isn't yet, and let it escalate a thousand tickets; says why where it can't be had."""
    python = HOME / "bin" / "python"
    try:
        if not python.exists():
            venv.create(HOME, with_pip=True)
        _run(
            python,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "django-helpdesk<3",
            "psycopg2-binary",
        )
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS helpdesk")
            cursor.execute("CREATE DATABASE helpdesk")
        at = connection.settings_dict
        host = at["HOST"] or at["OPTIONS"]["host"]
        said = _run(python, "-P", Path(__file__).parent / "helpdesk_sweep.py", host, at["USER"], "helpdesk")
    except (OSError, subprocess.CalledProcessError) as error:
        why = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        yield {"what": "django-helpdesk", "why": f"not measured: {why[-1][:120] if why else 'it failed'}"}
        return
    yield {"what": "django-helpdesk", **json.loads(said.splitlines()[-1])}


def _run(*command: str | Path) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return done.stdout
