"""The portal's components, and dates in words: ``{% load portal %}``.

Each tag takes plain values or anything that has the attributes named in its docstring; /design/ shows them
all. What is the same in every page of a kind is here, so that a page says what it shows and not how.
"""

from django import template
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from qa_portal import clock
from qa_portal.dashboards import marks
from qa_portal.deadlines import words
from qa_portal.templatetags import portal_frame, portal_rows, portal_signs
from qa_portal.templatetags.portal_signs import mark_of
from qa_portal.workflow import maps

register = template.Library()
register.tags.update(portal_frame.register.tags)
register.tags.update(portal_signs.register.tags)
register.tags.update(portal_rows.register.tags)

register.filter("weekday_date", words.weekday_date)
register.filter("weekday_time", words.weekday_time)
register.filter("due_words", words.due_words)


# --- who, and until when ---


@register.inclusion_tag("components/identity_bar.html", takes_context=True)
def identity_bar(context, subject):
    """Who this is about: ``subject`` has ``reference``, and what is known of ``full_name``,
    ``date_of_birth``, ``age_on(day)``, ``legal_status`` (or the first of a prefetched
    ``current_legal_statuses``), ``iro``, ``practitioner``, ``team``, ``get_absolute_url``.

    Flags follow from ``is_restricted``, ``opened_in_emergency``, ``has_overdue``, ``died_on``, ``closed_on`` and
    a looked-after child's missing ``iro``; more by name in ``flags``. For a restricted record that may not be
    seen, pass something with the reference alone.
    """
    named = getattr(subject, "full_name", "") or getattr(subject, "name", "")
    statuses = getattr(subject, "current_legal_statuses", None) or ()
    age_on = getattr(subject, "age_on", None)
    return {
        "subject": subject,
        "name": named,
        "age": age_on(clock.today()) if age_on else getattr(subject, "age", None),
        "legal_status": getattr(subject, "legal_status", None) or (statuses[0] if statuses else ""),
        "flags": _flags_of(subject),
    }


def _flags_of(subject) -> list[str]:
    """The flags that a record names itself, and those that follow from what it says."""
    if hasattr(type(subject), "flags"):  # a record knows its own, and then nobody else says it twice
        return list(subject.flags)
    follow = {
        "restricted": getattr(subject, "is_restricted", False),
        "emergency": getattr(subject, "opened_in_emergency", False),
        "overdue": getattr(subject, "has_overdue", False),
        "no-iro": getattr(subject, "is_looked_after", False) and getattr(subject, "iro", None) is None,
        "died": getattr(subject, "died_on", None),
        "closed": getattr(subject, "closed_on", None),
    }
    return list(
        dict.fromkeys(
            [*(name for name, holds in follow.items() if holds), *(getattr(subject, "flags", None) or ())]
        )
    )


@register.inclusion_tag("components/two_clocks.html")
def two_clocks(stage, cap=None, forecast=""):
    """This stage's clock and the cap over all stages, side by side: two deadlines; ``forecast`` is a
    sentence under the cap."""
    return {"stage": stage, "cap": cap, "forecast": forecast}


# --- where it stands, what can be done ---


@register.inclusion_tag("components/task_list.html")
def task_list(sections):
    """GOV.UK task list. Each has ``title``, ``state`` (marks.TASKS: done, started, to do, blocked, error),
    and where it means something ``url``, ``hint``."""
    return {"sections": [(section, mark_of(marks.TASKS[_of(section, "state")])) for section in sections]}


@register.inclusion_tag("components/blockers.html")
def what_stands_in_the_way(blockers, heading="What still stands in the way"):
    """Sentences that say what must be done first; each has ``sentence`` and may have ``url`` (a page, or
    #field)."""
    return {"blockers": list(blockers or ()), "heading": heading}


@register.inclusion_tag("components/step_buttons.html", takes_context=True)
def step_buttons(context, steps, url_base: str = ""):
    """What this person can do now. Each step has ``name`` and ``label``; the page where it is done is its
    ``url``, or ``url_base`` with the name in place of its "STEP"; ``is_primary``, ``is_danger``; and
    what hinders it in ``refused_because`` or ``blockers``: then it is shown with the reason, and isn't a
    button.
    """
    shown = []
    for step in steps or ():
        reasons = [str(each) for each in _of(step, "blockers") or ()] or [_of(step, "refused_because") or ""]
        shown.append(
            {
                "label": _of(step, "label"),
                "url": _of(step, "url") or url_base.replace("STEP", _of(step, "name")),
                "is_primary": bool(_of(step, "is_primary") or _of(step, "primary")),
                "is_danger": bool(_of(step, "is_danger") or _of(step, "danger")),
                "reasons": [reason for reason in reasons if reason],
            }
        )
    shown.sort(key=lambda step: (bool(step["reasons"]), not step["is_primary"]))
    return {
        "open": [step for step in shown if not step["reasons"]],
        "not_yet": [step for step in shown if step["reasons"]],
    }


def _of(thing, name: str):
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


@register.inclusion_tag("components/timeline.html")
def timeline(entries, heading_level: int = 3):
    """How it got here, newest first or as given. Each has ``what``, ``when``, and may have ``who``,
    ``role``, ``note``, ``url``."""
    return {"entries": entries, "h": f"h{heading_level}"}


@register.inclusion_tag("components/signature.html")
def signature_block(signature, fallback="Not signed yet."):
    """An electronic signature: ``name``, ``role``, ``signed_at``, ``statement``; None says that there is
    none yet."""
    return {"signature": signature, "fallback": fallback}


@register.inclusion_tag("components/workflow_map.html", takes_context=True)
def workflow_map(context, workflow, identifier="workflow-map"):
    """A qa_portal.workflow.maps.WorkflowMap as a picture; on a phone and for screen readers in words."""
    colour = context.get("council_colour") or "#1d4f76"
    picture = maps.draw(workflow, identifier=identifier, colour=colour)
    return {"map": workflow, "picture": mark_safe(picture), "identifier": identifier}  # noqa: S308  escaped in draw()


# --- lists ---


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows, heading=""):
    """Facts. Each row is (key, value), (key, value, url of "Change") or has ``key``, ``value``, ``url``.
    Empty values say so."""
    shown = [
        row
        if isinstance(row, dict)
        else dict(zip(("key", "value", "url"), row, strict=False))
        if isinstance(row, tuple | list)
        else {"key": row.key, "value": row.value, "url": getattr(row, "url", "")}
        for row in rows
    ]
    return {"rows": shown, "heading": heading}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page, noun: str = "result"):
    """GOV.UK pagination of a Django Page, keeping the other parameters of the address; says "26 to 50 of 120
    results"."""
    request = context.get("request")
    kept = [(k, v) for k, values in request.GET.lists() for v in values if k != "page"] if request else []

    def url(number):
        return "?" + urlencode([*kept, ("page", number)])

    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "noun": noun,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
        "numbers": [
            {"number": n, "url": url(n), "current": n == page.number} if isinstance(n, int) else None
            for n in elided
        ],
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(says: str, then: str = "", url: str = "", action: str = ""):
    """An empty list, kindly: what will appear here, and how to start (a quiet link, where there is one)."""
    return {"says": says, "then": then, "url": url, "action": action}


@register.inclusion_tag("components/filter_panel.html", takes_context=True)
def filter_panel(context, form, heading="Filter", clear_url="?"):
    """A form (GET) beside a list: its fields, "Apply", and what is chosen now with a way to clear it."""
    chosen = []
    if form.is_bound and form.is_valid():
        chosen = [
            form[name].label
            for name, value in form.cleaned_data.items()
            if value not in (None, "", [], False) and not form[name].is_hidden
        ]
    return {"form": form, "heading": heading, "clear_url": clear_url, "chosen": chosen}


# --- forms ---


@register.inclusion_tag("forms/error_summary.html")
def error_summary(form):
    """Every refusal of a bound form, rows included, with links to the fields; takes the focus."""
    if not getattr(form, "is_bound", False) or (not form.errors and not getattr(form, "error_lines", None)):
        return {"lines": []}
    if hasattr(form, "error_lines"):
        return {"lines": form.error_lines}
    lines = [{"message": message, "anchor": ""} for message in form.non_field_errors()]
    lines += [{"message": m, "anchor": bound.anchor} for bound in form for m in bound.errors]
    return {"lines": lines}


@register.inclusion_tag("forms/error_summary.html")
def conflict_errors(conflicts):
    """The conflicts without a choice, as an error summary."""
    return {
        "lines": [
            {"message": f"{each.label}: {each.error}", "anchor": f"keep-{each.path}-mine"}
            for each in conflicts
            if each.error
        ]
    }


@register.inclusion_tag("components/conflict_table.html")
def conflict_table(conflict, who):
    """Both versions of one thing (qa_portal.drafts.conflicts.ShownConflict), and the choice between them."""
    return {"conflict": conflict, "who": who}
