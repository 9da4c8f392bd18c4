"""Load the frameworks that are shipped, or a council's own from a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from qa_portal.frameworks.actions import load_own_folder, load_shipped_frameworks
from qa_portal.frameworks.loading import FrameworkRefused


class Command(BaseCommand):
    """Runs as often as one likes: a new version is made only for new content."""

    help = (
        "Loads the shipped frameworks, or the council's own from the folders given. A framework that is wrong is "
        "refused with file, line, what is wrong and what would be right, and nothing is loaded."
    )

    def add_arguments(self, parser):
        """Folders, and whether to publish what they hold."""
        parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", help="a folder of YAML files")
        parser.add_argument("--publish", action="store_true", help="publish what is in the folders at once")

    def handle(self, *args, folders: list[Path], publish: bool, **options):
        """Load, and say what each came to."""
        try:
            if folders:
                missing = [str(folder) for folder in folders if not folder.is_dir()]
                if missing:
                    raise CommandError(f"No such folder: {', '.join(missing)}")
                outcomes = [load_own_folder(folder.resolve(), publish=publish) for folder in folders]
            else:
                outcomes = load_shipped_frameworks()
        except FrameworkRefused as refused:
            raise CommandError(f"Nothing was loaded.\n{refused}") from refused
        for outcome in outcomes:
            if options["verbosity"] > (0 if outcome.is_new else 1):
                self.stdout.write(outcome.says)
