"""The portal's signs: for each a word, an icon and a tone. Nothing is told by colour alone.

``tone`` is one of the tones of the style sheet (static/src/scss/_marks.scss): quiet, plain, info, good,
warn, bad, strong.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """A sign: the word that is read, the icon beside it, the tone of both."""

    word: str
    icon: str
    tone: str


#: What a record or an item can be flagged with.
FLAGS = {
    "restricted": Mark("Restricted", "lock", "strong"),
    "emergency": Mark("Opened in an emergency", "key", "warn"),
    "inadequate": Mark("Inadequate", "warning", "bad"),
    "overdue": Mark("Overdue", "warning", "bad"),
    "urgent": Mark("Urgent action", "bolt", "bad"),
    "no-iro": Mark("No IRO", "person", "warn"),
    "no-practitioner": Mark("No practitioner", "person", "warn"),
    "carried-over": Mark("Carried over", "forward", "quiet"),
    "extended": Mark("Extended", "forward", "info"),
    "died": Mark("Died", "record", "quiet"),
    "closed": Mark("Record closed", "record", "quiet"),
}

#: How a request for response stands, wherever it is listed (MOS-07).
REQUEST_STATES = {
    "sent": Mark("Sent", "sent", "sent"),
    "returned": Mark("Returned", "returned", "returned"),
    "completed": Mark("Completed", "tick", "completed"),
    "withdrawn": Mark("Withdrawn", "stop", "quiet"),
}

#: The four grades of an audit: the sign beside the council's own words for each.
GRADES = {
    "inadequate": Mark("Inadequate", "warning", "bad"),
    "requires_improvement": Mark("Requires Improvement", "clock", "warn"),
    "good": Mark("Good", "tick", "good"),
    "outstanding": Mark("Outstanding", "tick", "strong"),
}

#: How near something is due.
DUE = {
    "later": Mark("Due", "clock", "quiet"),
    "soon": Mark("Due soon", "clock", "warn"),
    "today": Mark("Due today", "bolt", "warn"),
    "overdue": Mark("Overdue", "warning", "bad"),
    "met": Mark("Done in time", "tick", "good"),
    "met-late": Mark("Done late", "tick", "warn"),
    "stopped": Mark("No longer due", "stop", "quiet"),
}

#: How a section of a task list stands.
TASKS = {
    "done": Mark("Completed", "tick", "plain"),
    "started": Mark("In progress", "", "info"),
    "to do": Mark("Not started", "", "strong"),
    "optional": Mark("If there is any", "", "quiet"),
    "blocked": Mark("Can’t start yet", "lock", "quiet"),
    "error": Mark("There is a problem", "warning", "bad"),
}

#: 24 by 24, filled with the colour of the text around them.
ICONS = {
    "tick": "M9.2 18.6 2.6 12l2.2-2.2 4.4 4.4L19.2 4.2l2.2 2.2z",
    "clock": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm0 2.6a7.4 7.4 0 1 1 0 14.8 7.4 7.4 0 0 1 0-14.8z"
    "M10.8 6.8v6.1l4.4 2.7 1.2-2-3.2-2V6.8z",
    "warning": "M12 2 .8 21.5h22.4zm-1.3 6.5h2.6v6.6h-2.6zm0 8h2.6v2.6h-2.6z",
    "lock": "M7 10V7.2a5 5 0 0 1 10 0V10h2v11.5H5V10zm2.6 0h4.8V7.2a2.4 2.4 0 0 0-4.8 0z",
    "key": "M7.5 6a6 6 0 1 0 5.7 8H16v3h3v-3h3v-4h-8.8A6 6 0 0 0 7.5 6zm0 4a2 2 0 1 1 0 4 2 2 0 0 1 0-4z",
    "bolt": "M13.5 1.5 4 14h6.2l-1.4 8.5L19 9.5h-6.6z",
    "person": "M12 12a4.6 4.6 0 1 0 0-9.2 4.6 4.6 0 0 0 0 9.2zM2.8 21.5c0-4.6 4-7.6 9.2-7.6s9.2 3 9.2 7.6z",
    "forward": "M2 4l8 8-8 8zm10 0 8 8-8 8z",
    "record": "M5 2h9l5 5v15H5zm8.2 1.8v4h4z",
    "sent": "M2.5 3.5 22 12 2.5 20.5v-6.6L13 12 2.5 10.1z",
    "returned": "M9.5 3 2 10l7.5 7v-4.8h4.3a3.6 3.6 0 0 1 0 7.2H11V22h2.8a6.2 6.2 0 0 0 0-12.4H9.5z",
    "stop": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zM6.5 10.6h11v2.8h-11z",
    "bell": "M12 1.8a1.9 1.9 0 0 1 1.9 1.9v.7A6.3 6.3 0 0 1 18.3 10.4v4.7l2 2.5v1.4H3.7v-1.4l2-2.5v-4.7"
    "a6.3 6.3 0 0 1 4.4-6v-.7A1.9 1.9 0 0 1 12 1.8zM9.5 20.2h5a2.5 2.5 0 0 1-5 0z",
    "search": "M10.4 2.8a7.6 7.6 0 1 0 4.5 13.7l4.8 4.8 2-2-4.8-4.8a7.6 7.6 0 0 0-6.5-11.7z"
    "m0 2.7a4.9 4.9 0 1 1 0 9.8 4.9 4.9 0 0 1 0-9.8z",
    "here": "M12 1.5a7.5 7.5 0 0 0-7.5 7.5c0 5.5 7.5 13.5 7.5 13.5s7.5-8 7.5-13.5A7.5 7.5 0 0 0 12 1.5z"
    "m0 4.7a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
}
