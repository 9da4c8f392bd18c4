"""What every test has. The browser's part is in tests/browser.py."""

import pytest
from django.core.cache import caches

from qa_portal import celery

pytest_plugins = ["tests.append_only", "tests.browser", "tests.kept_schema"]


@pytest.fixture(autouse=True)
def _nothing_left_over():
    """Each test starts without nudges and with empty caches."""
    celery.recorded_nudges.clear()
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def nudges() -> list[tuple[str, tuple]]:
    """The nudges that the test has caused so far: (task name, arguments)."""
    return celery.recorded_nudges
