"""The worker's nudges for reports; the database says what is to be made."""

from celery.schedules import crontab

from qa_portal.celery import app, every

from .comparing import compare_published
from .making import make_pending_files


@app.task(name="qa_portal.reporting.tasks.make_report_files")
def make_report_files() -> None:
    """Make the files that wait."""
    make_pending_files()


@app.task(name="qa_portal.reporting.tasks.compare_reports")
def compare_reports() -> None:
    """Look for late corrections of what was published."""
    compare_published()


every(60, "qa_portal.reporting.tasks.make_report_files")
every(crontab(hour=2, minute=30), "qa_portal.reporting.tasks.compare_reports")
