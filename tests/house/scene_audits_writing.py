"""Audits while they are written, for the tests that ask who may open what."""

from __future__ import annotations

from typing import Any

from audits.actions.evidence import attach_evidence
from audits.actions.family import ask_family
from audits.models import Audit
from qa_portal.documents.uploads import CheckedUpload
from qa_portal.narrative.actions import write_narrative
from tests.data.files import pdf
from tests.factories.audits import audit_at
from tests.factories.audits_after import audit_after
from tests.factories.records import child

from .scene_audits_after import working_by


def tell_of_audits_written(c: Any, keys: dict[str, int]) -> None:
    """Audits from *allocated* to *written*, a re-audit, a link that waits; ``keys`` gets them."""
    by = {"reviewer": c.other_team_manager}
    with working_by(c.team, "merton"):
        for place in ("allocated", "begun", "written"):
            keys[f"audit {place}"] = audit_at(place, c, child(c), **by).pk
        written = Audit.objects.get(pk=keys["audit written"])
        upload = CheckedUpload(pdf(), "application/pdf", "plan.pdf")
        of = {"by": c.other_team_manager, "upload": upload, "title": "Plan"}
        keys["evidence"] = attach_evidence(written, written.tool.sections[0].key, **of).pk
        asked = audit_at("begun", c, child(c), **by)
        keys["audit asked"] = asked.pk
        write_narrative(asked, by=c.other_team_manager, text="They moved in the summer.")
        keys["voice asked"] = ask_family(asked, by=c.other_team_manager, speaker="mother")[0].pk
        record = child(c)
        first = audit_after("returned", c, record, grade="requires_improvement", **by)
        keys["audit again"] = audit_at("begun", c, record, re_audit_of=first, **by).pk
