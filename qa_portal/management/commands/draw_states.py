"""Draw the state machines again from the code: docs/states.md, and the blocks in the README files of the apps."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from qa_portal.workflow.diagrams import block_of, machines

BEGIN, END = "<!-- states: drawn by manage.py draw_states -->", "<!-- /states -->"

HEAD = """# States

Every state machine of the portal, drawn from the code by `manage.py draw_states`; don't edit this page. An arrow is a
step; in brackets whose it is (the predicates of each app's `rules.py`), or that time takes it. What still stands in the
way of a step is said in the app's `blockers.py`, what follows from it in its `actions`.
"""


class Command(BaseCommand):
    """``manage.py draw_states`` writes; with ``--check`` it only says what is stale, and fails."""

    help = "Draw the state machines from the code into docs/states.md and the README files."

    def add_arguments(self, parser: CommandParser) -> None:
        """--check."""
        parser.add_argument("--check", action="store_true", help="Write nothing; fail if a drawing is stale.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        """Write, or compare."""
        stale = []
        for path, wanted in pages().items():
            if path.exists() and path.read_text() == wanted:
                continue
            stale.append(str(path.relative_to(settings.BASE_DIR)))
            if not check:
                path.write_text(wanted)
        if check and stale:
            raise CommandError(f"Not as the code is: {', '.join(stale)}. Run manage.py draw_states.")
        self.stdout.write(f"Drawn: {', '.join(stale)}." if stale else "Every drawing is as the code is.")


def pages() -> dict[Path, str]:
    """Each file that holds drawings, with the text that it should have."""
    docs = Path(settings.BASE_DIR) / "docs" / "states.md"
    parts, found = [HEAD], {}
    for label, models in groupby(machines(), key=lambda model: model._meta.app_label):
        blocks = [block_of(model) for model in models]
        parts += [f"\n## {label}\n", *(f"\n{block}" for block in blocks)]
        readme = Path(apps.get_app_config(label).path) / "README.md"
        if readme.exists() and BEGIN in readme.read_text():
            drawn = f"{BEGIN}\n\n" + "\n".join(blocks) + f"\n{END}"
            pattern = re.escape(BEGIN) + ".*?" + re.escape(END)
            found[readme] = re.sub(pattern, lambda _, drawn=drawn: drawn, readme.read_text(), flags=re.S)
    return {docs: "".join(parts), **found}
