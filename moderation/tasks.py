"""The worker's nudges for packs; the database says what is to be made."""

from celery import shared_task

from qa_portal.celery import every

from .actions import packs


@shared_task(ignore_result=True)
def make_packs() -> int:
    """Make the packs that wait."""
    return packs.make_packs()


every(60, packs.TASK)
