"""Sign a section, and tell whether what was signed still stands."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from qa_portal import clock
from qa_portal.people.directory import directory

from .models import Signature


def sign(
    about: Any, section: str, content: dict[str, Any], *, by: Any, statement: str, role: str = ""
) -> Signature:
    """Record a person's signature over a section's words (MOS-09).

    ``role`` prefers one of the roles that the person holds, for the words beside their name.
    """
    return Signature.objects.create(
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        section=section,
        statement=statement,
        signed_by=by,
        name=by.name,
        role=directory().post_in_words(by.pk, preferring=role) or by.job_title or "No post held",
        signed_at=clock.now(),
        content=content,
        digest=digest_of(content),
    )


def signatures_of(about: Any, *sections: str) -> QuerySet[Signature]:
    """The signatures on something, oldest first; of some sections, or of all."""
    found = Signature.objects.filter(about_type=ContentType.objects.get_for_model(about), about_id=about.pk)
    return found.filter(section__in=sections) if sections else found


def digest_of(content: dict[str, Any]) -> str:
    """The SHA-256 of a section's words, in one canonical form."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
