"""The demonstration's first chapter, where there is a demonstration."""

from django.conf import settings

from .story import Story, register_chapter


def _opening(story: Story) -> None:
    from .opening import tell

    tell(story)


if settings.DEMO:
    register_chapter(0, _opening)
