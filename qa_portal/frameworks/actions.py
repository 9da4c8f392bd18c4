"""The verbs of the frameworks: load what is shipped, save a council's own version, publish a version."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from qa_portal import clock
from qa_portal.trail.records import acting

from .loading import SHIPPED, FilePath, FrameworkRefused, Loaded, load_folder, load_text, reading_of
from .models import FrameworkDocument, FrameworkVersion, digest_of
from .policy import CycleTool, Framework
from .queries import NoFramework, policy_of, published_version
from .tools import ids_of, with_tool
from .writing import as_yaml, with_sections
from .yaml_source import Place, Problem, Reading

Source = FrameworkVersion.Source


@dataclass(frozen=True)
class Outcome:
    """What loading a framework came to: the version it is now, whether that is new, and in words."""

    version: FrameworkVersion
    is_new: bool
    says: str


def load_shipped_frameworks(root: FilePath = SHIPPED) -> list[Outcome]:
    """Load every framework that is shipped; a new version only for new content, and none at all if one is wrong.

    A council's own version is never overtaken: where there is one, the shipped version is kept unpublished beside it.

    Raises:
        FrameworkRefused: with all that is wrong in any of them.
    """
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir() and any(folder.glob("*.yaml")))
    loaded, problems = [], []
    for folder in folders:
        try:
            loaded.append(load_folder(folder))
        except FrameworkRefused as refused:
            problems += refused.problems
    if problems:
        raise FrameworkRefused(problems)
    with transaction.atomic(), acting(step="load_shipped_frameworks"):
        return [_take_in(one) for one in loaded]


def _take_in(loaded: Loaded) -> Outcome:
    versions = FrameworkVersion.objects.select_for_update().filter(key=loaded.framework.key)
    shipped = versions.filter(source=Source.SHIPPED).order_by("-number").first()
    if shipped and policy_of(shipped) == loaded.framework:
        return Outcome(shipped, False, f"{shipped} is loaded already")
    own = versions.filter(source=Source.COUNCIL).order_by("-number").first()
    version = _add_version(loaded, source=Source.SHIPPED, by=None, publish=own is None)
    if own:
        return Outcome(
            version, True, f"{version} is kept beside the council's own version {own.number}, unpublished"
        )
    return Outcome(version, True, f"{version} is loaded and published")


def load_own_folder(folder: FilePath, *, publish: bool, by: Any = None) -> Outcome:
    """Load a council's own framework from a folder; it may include any published one.

    Raises:
        FrameworkRefused: with all that is wrong.
    """
    loaded = load_folder(folder, library=published_library)
    with transaction.atomic(), acting(by=by, step="load_own_folder"):
        latest = (
            FrameworkVersion.objects.select_for_update()
            .filter(key=loaded.framework.key)
            .order_by("-number")
            .first()
        )
        if latest and latest.source == Source.COUNCIL and policy_of(latest) == loaded.framework:
            if publish and not latest.is_published:
                publish_framework(latest, by=by)
            return Outcome(latest, False, f"{latest} is loaded already")
        version = _add_version(loaded, source=Source.COUNCIL, by=by, publish=publish)
    return Outcome(
        version, True, f"{version} is loaded{' and published' if publish else ', not yet published'}"
    )


def check_own_text(text: str, *, key: str | None = None) -> Loaded:
    """Load what somebody wrote in the browser, as ``save_own_version`` would, without saving it.

    Raises:
        FrameworkRefused: with all that is wrong, by line.
    """
    loaded = load_text(text, library=published_library)
    framework = loaded.framework
    if key is not None and framework.key != key:
        instead = f"Leave it as {key}; another framework begins on the page of all frameworks"
        raise FrameworkRefused(
            [Problem(_line_of("key:", text), "key", f"the key was {key} and can't be changed", instead)]
        )
    if key is None and FrameworkVersion.objects.filter(key=framework.key).exists():
        instead = f"Choose another key, or edit {framework.key} on its own page"
        raise FrameworkRefused(
            [Problem(_line_of("key:", text), "key", f"the key {framework.key} is taken", instead)]
        )
    _refuse_ids_given_away(framework, text)
    return loaded


def _refuse_ids_given_away(framework: Framework, text: str) -> None:
    """A question's id stays with its question: one that was answered otherwise before is another question."""
    used, problems = ids_of(framework.key), []
    for tool in framework.tools:
        for question in tool.questions:
            before = used.get(tool.key, {}).get(question.id)
            if before is not None and before != question.answer:
                says = f"the id {question.id} belongs to a question that is answered with {before}"
                instead = "Answers are counted by it over years: give this question an id of its own"
                place = _line_of_question(question.id, text)
                problems.append(Problem(place, f"tools, {tool.key}, {question.id}", says, instead))
    if problems:
        raise FrameworkRefused(problems)


def save_own_version(text: str, *, by: Any, key: str | None = None) -> FrameworkVersion:
    """Save what somebody wrote in the browser as a new version of the council's own, unpublished.

    ``key`` is the framework that was being edited; None for a new one. The text of the latest version again gives that
    version back.

    Raises:
        FrameworkRefused: with all that is wrong, by line.
    """
    loaded = check_own_text(text, key=key)
    with transaction.atomic(), acting(by=by, step="save_own_version"):
        versions = FrameworkVersion.objects.select_for_update().filter(key=loaded.framework.key)
        latest = versions.order_by("-number").first()
        is_same = latest and latest.source == Source.COUNCIL and latest.text == loaded.text
        if is_same and policy_of(latest) == loaded.framework:
            return latest
        return _add_version(loaded, source=Source.COUNCIL, by=by, publish=False)


def save_tool(version: FrameworkVersion, tool: CycleTool, *, by: Any, changes: str) -> FrameworkVersion:
    """Save an audit tool, edited or new, as a new version of the council's own, unpublished; all else as in
    ``version``.

    Raises:
        FrameworkRefused: with all that is wrong.
    """
    wanted = with_tool(policy_of(version), tool, changes=changes)
    text = with_sections(version.text, wanted, "about", "tools")
    try:
        kept = load_text(text, library=published_library).framework == wanted
    except FrameworkRefused:
        kept = False
    # Where what is written doesn't come to the same any more (what it includes has changed), the whole is written out.
    return save_own_version(text if kept else as_yaml(wanted), by=by, key=version.key)


def publish_framework(version: FrameworkVersion, *, by: Any) -> FrameworkVersion:
    """Make a version the one that serves what starts from now on; what has started keeps the version it started under.

    Raises:
        ValidationError: it has been published already.
    """
    with transaction.atomic(), acting(by=by, step="publish_framework"):
        version = FrameworkVersion.objects.select_for_update().get(pk=version.pk)
        if version.is_published:
            raise ValidationError(
                "This version has been published already. To go back to it, save it as a new version."
            )
        version.published_at, version.published_by = _moment_of_publication(version.key), by
        version.save()
    return version


def published_library(key: str) -> Reading | None:
    """Where a council's own framework finds what it includes: the published versions."""
    try:
        return reading_of(published_version(key).content)
    except NoFramework:
        return None


def _add_version(loaded: Loaded, *, source: str, by: Any, publish: bool) -> FrameworkVersion:
    framework: Framework = loaded.framework
    latest = FrameworkVersion.objects.filter(key=framework.key).order_by("-number").first()
    version = FrameworkVersion.objects.create(
        key=framework.key,
        number=latest.number + 1 if latest else 1,
        title=framework.title,
        source=source,
        digest=digest_of(loaded.content),
        loaded_at=clock.now(),
        loaded_by=by,
        published_at=_moment_of_publication(framework.key) if publish else None,
        published_by=by if publish else None,
    )
    FrameworkDocument.objects.create(version=version, text=loaded.text, content=loaded.content)
    return version


def _moment_of_publication(key: str) -> dt.datetime:
    """Now, or just after the last publication should the machine's clock have gone back: the last one published is in
    force, whatever the clock does."""
    last = FrameworkVersion.objects.filter(key=key).aggregate(last=Max("published_at"))["last"]
    now = clock.now()
    return now if last is None or now > last else last + dt.timedelta(microseconds=1)


def _line_of(beginning: str, text: str) -> Place:
    lines = text.splitlines()
    return Place(
        "framework.yaml", next((n for n, line in enumerate(lines, 1) if line.startswith(beginning)), 1)
    )


def _line_of_question(question_id: str, text: str) -> Place:
    sign = re.compile(rf"\s*- (?:{{\s*)?id:\s*{question_id}\b")
    return Place(
        "framework.yaml", next((n for n, line in enumerate(text.splitlines(), 1) if sign.match(line)), 1)
    )
