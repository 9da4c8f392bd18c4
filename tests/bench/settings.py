"""The portal as it runs in production, with the floor page beside it; for the benchmark alone."""

from pathlib import Path

from qa_portal.settings import *  # noqa: F403
from qa_portal.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
