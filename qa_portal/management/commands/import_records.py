"""`manage.py import_records DIR`: teams, people, children and allocations from the CSV files in a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qa_portal.imports.actions import ImportRefused, import_files, summary_of
from qa_portal.imports.columns import FILES
from qa_portal.imports.planning import Plan, plan_import
from qa_portal.people.models import User
from qa_portal.workflow.steps import NotYours


class Command(BaseCommand):
    """Checks the files and imports them, all or nothing; with --dry-run it only says what it would do."""

    help = f"Import {', '.join(FILES)} from a folder (docs/import.md says what they hold)."

    def add_arguments(self, parser) -> None:
        """The folder, and who is answerable for it."""
        parser.add_argument(
            "folder", type=Path, help="the folder with the files; those that aren't there are left out"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, and do nothing")
        parser.add_argument("--by", help="the email address of the administrator who imports")

    def handle(self, *args, **options) -> None:
        """Read the files that are there; check; import."""
        folder: Path = options["folder"]
        files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).is_file()}
        if not files:
            raise CommandError(f"There is none of {', '.join(FILES)} in {folder}.")
        if options["dry_run"]:
            plan = plan_import(files)
            self._say(plan)
            if not plan.is_sound:
                raise CommandError(f"{len(plan.problems)} things are wrong. Mend them and try again.")
            self.stdout.write("Nothing was imported: this was a dry run.")
            return
        by = User.objects.filter(email__iexact=options["by"] or "").first()
        if by is None:
            raise CommandError("Say which administrator imports: --by ADDRESS.")
        try:
            self._say(import_files(files, by=by))
        except ImportRefused as refused:
            self._say(refused.plan)
            raise CommandError(f"{refused} {len(refused.plan.problems)} things are wrong.") from refused
        except NotYours as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Imported.")

    def _say(self, plan: Plan) -> None:
        for name, counts in summary_of(plan).items():
            words = ", ".join(f"{number} {what}" for what, number in counts.items() if number) or "empty"
            self.stdout.write(f"{name}: {words}")
        for remark in plan.remarks:
            self.stdout.write(f"Look at this: {remark}")
        for each in plan.files.values():
            for line in each.kept:
                self.stdout.write(f"Left alone, line {line.line}: {line.what}")
        for problem in plan.problems:
            self.stderr.write(str(problem))
