"""The portal as a WSGI application (gunicorn qa_portal.wsgi)."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qa_portal.settings")
_django = get_wsgi_application()


def in_utf8(environ: dict[str, Any]) -> dict[str, Any]:
    """The request without the charset that its Content-Type claims: what our pages send is UTF-8, and nothing else.

    Django reads the whole request by that name before any of our code runs. A name such as "hex", which Python knows
    as a codec but not of texts, was an error 500; "utf-7" and "unicode_escape" made texts that can't be stored.
    """
    claimed = environ.get("CONTENT_TYPE") or ""
    if "charset" in claimed.lower():
        kept = [part for part in claimed.split(";") if not part.strip().lower().startswith("charset")]
        environ["CONTENT_TYPE"] = ";".join(kept)
    return environ


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """The portal."""
    return _django(in_utf8(environ), start_response)
