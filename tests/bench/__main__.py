"""`make bench`: the figures of the portal, each beside its goal. `python -m tests.bench pages 20` measures one part."""

import importlib
import json
import os
import sys


def part(name: str, arguments: list[str]) -> None:
    """Measure one part on the database of the environment, and print what was found as lines of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    import django

    django.setup()
    module, _, function = name.partition(".")
    measure = getattr(importlib.import_module(f"tests.bench.{module}"), function or "main")
    for found in measure(*(int(a) if a.isdecimal() else a for a in arguments)):
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        part(sys.argv[1], sys.argv[2:])
    else:
        from tests.bench.run import main

        sys.exit(main(sys.argv[1:]))
