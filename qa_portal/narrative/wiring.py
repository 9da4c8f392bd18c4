"""What narratives bring to the pages of a record, and to what is held on it and told."""

from qa_portal.children.changes import register_trail
from qa_portal.disclosure.telling import register_more
from qa_portal.holdings.reach import register_shared

from .models import NarrativeUse
from .queries import narratives_of_nobody_else, words_of_use

register_trail("narratives", NarrativeUse, "Shared narrative")
register_shared("narratives", narratives_of_nobody_else)
register_more("qa_portal.NarrativeUse", words_of_use)
