"""The page around every page: navigation, slots, the council's colour, the clock. Part of ``{% load portal %}``."""

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import mark_safe

from qa_portal import clock
from qa_portal.addresses import address
from qa_portal.dashboards import council
from qa_portal.dashboards.navigation import navigation_for
from qa_portal.dashboards.slots import render_slot

register = template.Library()


@register.simple_tag(takes_context=True)
def main_navigation(context):
    """The entries of the main navigation for whoever is signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return navigation_for(user, request.path) if user is not None and user.is_authenticated else []


@register.simple_tag(takes_context=True)
def slot(context, name: str, *args):
    """What apps above the ground have put into this place (qa_portal.dashboards.slots)."""
    return render_slot(name, context, *args)


@register.simple_tag(takes_context=True)
def council_style(context):
    """The council's colour as custom properties, for a <style> with the page's nonce."""
    return mark_safe(council.style(context.get("council_colour") or ""))  # noqa: S308  checked to be a colour


@register.simple_tag
def portal_now():
    """The portal's clock."""
    return clock.now()


@register.simple_tag
def url_or_empty(name: str, *args):
    """The address of a page by name; "" where there is no such page."""
    try:
        return reverse(name, args=args) if args else address(name)
    except NoReverseMatch:
        return ""
