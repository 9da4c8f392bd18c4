"""What is typed to return a request."""

from __future__ import annotations

from qa_portal.forms import LongTextField, PortalForm


class ReturnForm(PortalForm):
    """Why a request goes back to whoever sent it (MOS-07, MOS-13)."""

    note = LongTextField(
        "Why are you returning it?",
        max_length=2000,
        help_text="What must be put right before you can answer? The sender reads this, and it stays on record.",
        error_messages={"required": "Say why you return it, so that the sender can put it right."},
    )
