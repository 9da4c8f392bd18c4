"""The portal as it runs in production, with the floor page beside it; for the benchmark alone."""

from pathlib import Path

from qa_portal.settings import *  # noqa: F403
from qa_portal.settings import AUTHENTICATION_BACKENDS, TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")

# The portal reads more than the person when it asks who she is; the floor page must not.
PORTAL_BACKEND = AUTHENTICATION_BACKENDS[-1]
FLOOR_BACKEND = "django.contrib.auth.backends.ModelBackend"
AUTHENTICATION_BACKENDS.append(FLOOR_BACKEND)
