"""The portal's signs: icons, marks, flags, grades, how a request or a part of a task stands. Part of ``portal``."""

from functools import lru_cache

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from qa_portal.dashboards import marks

register = template.Library()


@register.simple_tag
def icon(name: str):
    """An icon of qa_portal.dashboards.marks.ICONS, hidden from screen readers: the word stands beside it."""
    path = marks.ICONS.get(name)
    if path is None:
        return ""
    return mark_safe(  # noqa: S308  a constant of ours
        '<svg class="portal-icon" aria-hidden="true" focusable="false" width="18" height="18" viewBox="0 0 24 24">'
        f'<path fill="currentColor" fill-rule="evenodd" d="{path}"/></svg>'
    )


@lru_cache(maxsize=512)
def mark_of(mark: marks.Mark, words_said: str = ""):
    """A mark with its icon; ``words_said`` instead of its own word. Escaped whatever it is, since it is remembered."""
    words = escape(words_said or mark.word)
    return mark_safe(  # noqa: S308  the words are escaped, the rest is ours
        f'<strong class="portal-mark portal-mark--{escape(mark.tone)}">{icon(mark.icon)}<span>{words}</span></strong>'
    )


@register.simple_tag
def flag(name: str):
    """One flag (marks.FLAGS): ``{% flag "restricted" %}``."""
    return mark_of(marks.FLAGS[name])


@register.simple_tag(name="flags")
def flags_in_a_line(names):
    """Several flags by name, in a line. Unknown names are left out."""
    shown = "".join(f"<li>{flag(name)}</li>" for name in names or () if name in marks.FLAGS)
    return mark_safe(f'<ul class="portal-flags" aria-label="Flags">{shown}</ul>' if shown else "")  # noqa: S308


@register.simple_tag
def request_tag(request_or_state):
    """How a request stands (MOS-07): a state ("sent", "returned", "completed") or something with
    ``.state``."""
    state = str(getattr(request_or_state, "state", request_or_state))
    return mark_of(marks.REQUEST_STATES[state])


@register.simple_tag
def tag(word: str, tone: str = "plain", icon: str = ""):
    """A state in words with a tone (quiet, plain, info, good, warn, bad, strong)."""
    return mark_of(marks.Mark(word, icon, tone))


@register.simple_tag
def grade_badge(words: str, grade: str = ""):
    """A grade in the council's own words, with the sign of the four that it is: ``{% grade_badge "Good" "good" %}``.

    Without ``grade`` (not answered, not applicable) the words stand quietly.
    """
    mark = marks.GRADES.get(grade)
    return mark_of(mark or marks.Mark(words, "", "quiet"), words)


@register.simple_tag
def task_tag(state: str):
    """How one part of a task stands (marks.TASKS), where a whole task list would say too much."""
    return mark_of(marks.TASKS[state])
