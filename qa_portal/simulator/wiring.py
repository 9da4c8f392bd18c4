"""What trying a framework brings to the demonstration: a draft to try."""

from qa_portal.demo.story import Story, register_chapter


def _chapter(story: Story) -> None:
    from .demo import tell

    tell(story)


register_chapter(64, _chapter)
