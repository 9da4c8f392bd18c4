"""How the run of a mutant comes to its end: by a test, by a limit, or in a process of its own."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys

from .operators import Mutant
from .targets import ROOT

#: CPU seconds that a mutant may take beyond five times what its tests take.
PATIENCE = 20
#: Seconds of a clock on the wall for each of these; and for what runs in a process of its own.
WALL = 6
FRESH = 600


def dies_with_its_parent() -> None:
    """A run that is ended, however, leaves nothing behind it (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def limit(seconds: float) -> None:
    """End this process by a signal when it takes much longer than ``seconds``, what its tests take without a mutant."""
    patience = PATIENCE + 5 * seconds
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_PROF, patience)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(patience * WALL))


def is_doubtful(status: int) -> bool:
    """Whether a mutant was ended by a limit or from outside: such a one is run again before anything is said of it."""
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) in (
        *(signal.SIGPROF, signal.SIGALRM),
        *(signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP),
    )


def words_of(status: int) -> dict[str, str]:
    """What a signal says of a mutant. Only what has used up its CPU twice runs for ever; a crash is a crash; whatever
    else ended it says nothing of the mutant, which isn't killed so."""
    number = os.WTERMSIG(status)
    if number == signal.SIGPROF:
        return {"found": "killed", "by": "it runs for ever: twice it used up its CPU seconds"}
    if is_doubtful(status):
        return {"found": "undecided", "by": f"ended by {signal.Signals(number).name}, twice"}
    return {"found": "killed", "by": f"a crash: {signal.Signals(number).name}"}


def in_fresh_process(mutant: Mutant, tests: list[str]) -> dict[str, str]:
    """Run the tests with a new interpreter, whose import finds the mutant."""
    plugins = ["-p", "no:cacheprovider", "-p", "tests.mutants.fresh"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", *plugins, *tests],
            cwd=ROOT,
            env={**os.environ, "MUTANT": f"{mutant.module}:{mutant.number}"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=FRESH,
            preexec_fn=dies_with_its_parent,
        )
    except subprocess.TimeoutExpired:
        return {"found": "undecided", "by": f"not done in {FRESH} s, a fresh process"}
    if done.returncode == 0:
        return {"found": "survived", "by": f"{len(tests)} tests, a fresh process"}
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    if not failed or done.returncode not in (1, 2):
        return {"found": "broken", "by": f"pytest ended with {done.returncode}, a fresh process"}
    return {"found": "killed", "by": failed[0].split(" - ")[0].removeprefix("FAILED ")}
