"""The state diagrams in docs and README files are those of the code."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from disputes.models import Qap
from qa_portal.management.commands import draw_states
from qa_portal.workflow.diagrams import machines, mermaid_of, whose
from qa_portal.workflow.routes import arrows_of


def test_every_drawing_is_as_the_code_is():
    call_command("draw_states", check=True, verbosity=0)


def test_a_stale_drawing_is_found(monkeypatch):
    docs = Path(settings.BASE_DIR) / "docs" / "states.md"
    monkeypatch.setattr(draw_states, "pages", lambda: {docs: "something else"})
    with pytest.raises(CommandError, match=r"docs/states\.md"):
        call_command("draw_states", check=True, verbosity=0)


@pytest.mark.rule("LEE-09")
def test_every_step_of_every_machine_is_in_its_diagram_with_whose_it_is():
    drawn = (Path(settings.BASE_DIR) / "docs" / "states.md").read_text()
    for model in machines():
        diagram = mermaid_of(model)
        assert diagram in drawn, model
        for source, target, step in arrows_of(model):
            assert f"    {source} --> {target}: " in diagram, (model, step.name)
            assert whose(step), (model, step.name)
    assert "drafted --> requested: Send the request (is_keeper)" in mermaid_of(Qap)
