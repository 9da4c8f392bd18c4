"""The worker's nudges for documents; the database says what is to be made."""

from celery import shared_task

from .reports import make_pending_documents


@shared_task(ignore_result=True)
def make_documents() -> int:
    """Make the papers that wait."""
    return make_pending_documents()
