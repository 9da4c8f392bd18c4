"""What a paper does to the alerts of the worker that makes it."""

import os
import threading
import time

import pytest

from qa_portal.documents.pdf import render_pdf


@pytest.mark.rule("NEW-01")
def test_no_thread_of_a_worker_steps_back_while_a_paper_is_made():
    """One that did would still hold the interpreter while it waits for the processor, and alerts with it."""
    seen: set[int] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            for thread in os.listdir("/proc/self/task"):
                try:
                    seen.add(os.getpriority(os.PRIO_PROCESS, int(thread)))
                except ProcessLookupError:
                    continue
            time.sleep(0.01)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        assert render_pdf("<p>Words.</p>" * 50, identifier="test").startswith(b"%PDF-")
    finally:
        done.set()
        watcher.join()
    assert seen == {os.getpriority(os.PRIO_PROCESS, 0)}
