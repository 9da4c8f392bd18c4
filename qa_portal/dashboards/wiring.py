"""My work's entry in the main navigation: the first."""

from .navigation import register_nav

register_nav("My work", "home", order=0)
