"""The council's colour, kept legible whatever it is."""

import re
from functools import lru_cache

_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
FALLBACK = "#1d4f76"


def _light(colour: str) -> float:
    """Relative luminance, 0 to 1, as WCAG counts it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours ("#rrggbb"), 1 to 21."""
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=8)
def style(colour: str) -> str:
    """The custom properties that the style sheet takes the council's colour from.

    A colour too light for white text (under 4.5 to 1) gets black text on it, and is darkened where it draws
    lines and words on white. Anything that isn't "#rrggbb" is replaced by the portal's own blue: it goes
    into a <style>.
    """
    if not _HEX.match(colour or ""):
        colour = FALLBACK
    on_it = "#ffffff" if contrast(colour, "#ffffff") >= 4.5 else "#0b0c0c"
    line = colour
    while contrast(line, "#ffffff") < 4.5:
        line = "#" + "".join(f"{int(int(line[i : i + 2], 16) * 0.9):02x}" for i in (1, 3, 5))
    return f":root{{--council:{colour};--on-council:{on_it};--govuk-brand-colour:{line}}}"
