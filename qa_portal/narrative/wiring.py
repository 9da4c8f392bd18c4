"""What narratives bring to the pages of a record: its trail."""

from qa_portal.children.changes import register_trail

from .models import NarrativeUse

register_trail("narratives", NarrativeUse, "Shared narrative")
