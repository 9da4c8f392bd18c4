"""The demonstration's old records: foster carers' of long ago, at each place of the way to their end (LAW-09)."""

from __future__ import annotations

from pathlib import Path

from qa_portal.demo.story import Story
from qa_portal.imports.actions import import_files

from . import actions
from .models import Disposal
from .reviewing import carry_out_what_is_agreed, list_what_is_over

ARCHIVE = Path(__file__).parent.parent / "demo" / "archive"


def tell(story: Story) -> None:
    """F-1901 was destroyed, F-1902 waits for a second signature, F-1903 for a review, and a claim holds F-1904."""
    head, director = story.person("insights.head"), story.person("service.director")
    with story.working_days_ago(6):
        files = {path.name: path.read_bytes() for path in sorted(ARCHIVE.glob("*.csv"))}
        import_files(files, by=story.person("administrator"))
        list_what_is_over()
        disposals = {each.subject.reference: each for each in Disposal.objects.select_related("subject")}
        actions.place_hold(
            story.record("F-1904"),
            by=story.person("insights"),
            reason="Solicitors have asked for the record. The claim isn’t decided.",
        )
        signed = actions.propose_destruction(disposals["F-1901"], by=head)
    with story.working_days_ago(5):
        actions.agree_destruction(signed, by=director)
    with story.working_days_ago(4, "04:40"):
        carry_out_what_is_agreed()
    with story.working_days_ago(3):
        actions.propose_destruction(disposals["F-1902"], by=head)
