"""All URLs: each concept of the ground and each app brings its own urls.py, and is found here by name.

The apps are named, not imported, so the ground still knows none of them (the import contract holds).
"""

from importlib.util import find_spec

from django.urls import include, path

from qa_portal.health import health

# In this order: where two patterns would match one path, the first wins.
PARTS = [
    "qa_portal.signin",
    "qa_portal.sessions",
    "qa_portal.people",
    "qa_portal.children",
    "qa_portal.requests",
    "qa_portal.messages",
    "qa_portal.documents",
    "qa_portal.signatures",
    "qa_portal.outbox",
    "qa_portal.trail",
    "qa_portal.frameworks",
    "qa_portal.deadlines",
    "qa_portal.workflow",
    "qa_portal.forms",
    "qa_portal.plan",
    "qa_portal.supervision",
    "qa_portal.narrative",
    "qa_portal.reporting",
    "qa_portal.improvement",
    "qa_portal.activities",
    "qa_portal.support",
    "qa_portal.standards",
    "qa_portal.retention",
    "qa_portal.simulator",
    "qa_portal.disclosure",
    "qa_portal.demo",
    "notifications",
    "audits",
    "audits.equality",
    "disputes",
    "moderation",
    "moderation.calibration",
    "qa_portal.dashboards",
]

urlpatterns = [path("health", health, name="health")]
urlpatterns += [
    path("", include(f"{part}.urls")) for part in PARTS if find_spec(part) and find_spec(f"{part}.urls")
]

handler400 = "qa_portal.errors.bad_request"
handler403 = "qa_portal.errors.refused"
handler404 = "qa_portal.errors.not_found"
handler500 = "qa_portal.errors.failed"
