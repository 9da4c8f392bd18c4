"""Audit tools, edited in the browser by whoever answers for quality assurance (LEE-11, KNO-15)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from qa_portal.frameworks.models import FrameworkVersion
from qa_portal.frameworks.queries import policy_of, published_version
from tests.factories.audits import audit_at
from tests.factories.people import council as small_council
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db

GRADES = ("inadequate", "requires_improvement", "good", "outstanding")
KEY, TOOL, SECTION = "knowsley-mash", "mash", "mash_episode"
PLACE = [KEY, TOOL, SECTION]


@pytest.fixture
def council():
    return small_council(KEY)


@pytest.fixture
def manager(client, council):
    return sign_in(client, council.insights_manager)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def section_url(section=SECTION):
    return reverse("audit_tool_section", args=[KEY, TOOL, section])


class Form:
    """A form as a browser holds it: its page, and what would be sent."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.page = client.get(url)
        form = self.page.context["form"]
        self.rows = list(form.typed().get("questions", []))
        self.typed = {name: value for name, value in form.typed().items() if name != "questions"}
        self.form, self.removed = form, []

    def add(self, **said):
        blank = dict.fromkeys(("place", "hint", "lines", "comment", "may_not_apply"), "")
        blank |= {"when_answers": [], "action_after": []}
        self.rows.append(
            {"key": f"new-{len(self.rows)}", **blank, "answer": "yes_no", "mandatory": "yes", **said}
        )

    def remove(self, number):
        self.removed.append(self.rows.pop(number)["key"])

    def send(self, **more):
        rows = [*self.rows, *({"key": key, "removed": True} for key in self.removed)]
        sent = self.form.to_sent(
            {**self.typed, **({"questions": rows} if "questions" in self.form.tables else {})}
        )
        sent["_opened"] = self.page.context["opened"]
        return self.client.post(self.url, {**{name: sent.getlist(name) for name in sent}, **more})


def latest():
    return FrameworkVersion.objects.filter(key=KEY).order_by("-number").first()


def ids_in(version, section=SECTION):
    return [question.id for question in policy_of(version).tool(TOOL).section(section).questions]


def publish(client, version):
    response = client.post(reverse("framework_publish", args=[version.key, version.number]))
    assert response.status_code == 302
    return published_version(version.key)


@pytest.mark.rule("LEE-11", "KNO-15")
def test_a_tool_is_edited_saved_as_the_council_s_own_and_published(manager, council):
    before = ids_in(published_version(KEY))
    form = Form(manager, section_url())
    form.typed["changes"] = "We ask about the child's own view."
    form.rows[0]["text"] = "How good is the episode?"
    form.rows[0]["lines"] = "Was it timely?\n\nWas it kind?"
    form.remove(1)
    form.add(text="Was the child asked?", answer="yes_partly_no", place="1")
    assert form.send().status_code == 302
    own = latest()
    assert (own.source, own.is_published, own.loaded_by) == ("council", False, council.insights_manager)
    assert published_version(KEY) != own
    assert ids_in(own) == ["was_the_child_asked", before[0], before[2]]
    question = policy_of(own).tool(TOOL).question(before[0])
    assert question.text == "How good is the episode?"
    assert question.lines == ("Was it timely?", "Was it kind?")
    assert question.action_after == ("inadequate", "requires_improvement")
    assert policy_of(own).about.changes == "We ask about the child's own view."

    page = text_of(manager.get(reverse("framework_publish", args=[KEY, own.number])))
    assert "Was the child asked?" in page
    assert publish(manager, own) == own


@pytest.mark.rule("LEE-11", "KNO-15", "WAL-11", "KNO-12")
def test_conditions_descriptors_and_the_grades_that_ask_for_an_action_are_edited_and_previewed(manager):
    form = Form(manager, section_url())
    form.typed["changes"] = "Sharper."
    first, second = form.rows[0], form.rows[1]
    assert first["action_after"] == ["inadequate", "requires_improvement"]
    first["action_after"] = ["inadequate"]
    first |= {f"takes_{grade}": f"What {grade} takes here." for grade in GRADES}
    second |= {"mandatory": "when", "when_question": "mash_episode_grade", "when_answers": ["inadequate"]}
    shown = form.send(preview="yes").content.decode().split('id="tool-preview"')[1]
    assert "What outstanding takes here." in shown
    assert form.send().status_code == 302
    grade, in_time = (policy_of(latest()).tool(TOOL).question(each) for each in ids_in(latest())[:2])
    assert grade.action_after == ("inadequate",)
    assert {str(each.grade): each.text for each in grade.descriptors} == {
        grade: f"What {grade} takes here." for grade in GRADES
    }
    assert (in_time.mandatory, in_time.mandatory_when.question) == (False, "mash_episode_grade")
    assert in_time.mandatory_when.is_one_of == ("inadequate",)
    again = Form(manager, section_url())
    assert again.rows[1]["when_question"] == "mash_episode_grade"
    again.rows[1]["mandatory"] = "no"
    again.rows[0] |= {f"takes_{grade}": "" for grade in GRADES}
    again.typed["changes"] = "Simpler."
    assert again.send().status_code == 302
    grade, in_time = policy_of(latest()).tool(TOOL).section(SECTION).questions[:2]
    assert (grade.descriptors, in_time.mandatory_when) == ((), None)


@pytest.mark.rule("LEE-11")
@pytest.mark.parametrize(
    ("row", "said", "field", "sentence"),
    [
        (1, {"mandatory": "when"}, "when_question", "Choose the question that decides"),
        (
            1,
            {"mandatory": "when", "when_question": "mash_episode_grade"},
            "when_answers",
            "Choose the answers after which it must be answered",
        ),
        (
            0,
            {"mandatory": "when", "when_question": "mash_in_time", "when_answers": ["no"]},
            "when_question",
            "The question “mash_in_time” stands after this one",
        ),
        (
            1,
            {"mandatory": "when", "when_question": "mash_episode_grade", "when_answers": ["no"]},
            "when_answers",
            "“mash_episode_grade” is never answered with no",
        ),
        (0, {"takes_good": "The child was seen."}, "takes_outstanding", "or leave out all four"),
        (1, {"action_after": ["good"]}, "action_after", "Has no meaning for an answer that is yes_no"),
        (1, {"comment": "on"}, "comment", "Has no meaning for an answer that is yes_no"),
    ],
)
def test_what_contradicts_itself_is_said_beside_its_field(manager, row, said, field, sentence):
    form = Form(manager, section_url())
    form.typed["changes"] = "Otherwise."
    form.rows[row] |= said
    refused = form.send()
    assert refused.status_code == 422
    sent = refused.context["form"].tables["questions"].rows[row].form
    assert sentence in " ".join(sent.errors[field])
    assert latest().number == 1


def test_questions_are_put_where_their_place_says(manager):
    first, second, third = ids_in(latest())
    form = Form(manager, section_url())
    form.typed["changes"] = "Another order."
    form.rows[0]["place"] = "3"
    form.add(text="Last?")
    form.send()
    assert ids_in(latest()) == [second, third, first, "last"]


@pytest.mark.rule("LEE-11")
def test_an_audit_that_has_started_keeps_the_questions_that_it_started_with(manager, council):
    audit = audit_at("begun", council)
    form = Form(manager, section_url())
    form.typed["changes"] = "Shorter."
    form.rows[0]["text"] = "How good is the episode?"
    form.send()
    publish(manager, latest())
    again = audit_at("allocated", council)
    old = policy_of(published_version(KEY, on=None)).tool(TOOL)
    assert old.question("mash_episode_grade").text == "How good is the episode?"
    for each, said in (
        (audit, "gathering and the analysis of information"),
        (again, "How good is the episode?"),
    ):
        sign_in(manager, each.reviewer)
        page = text_of(manager.get(reverse("audit_section", args=[each.pk, SECTION])))
        assert said in page


@pytest.mark.rule("LEE-11")
def test_the_id_of_a_question_that_was_taken_out_is_never_given_to_another(manager):
    form = Form(manager, section_url())
    form.typed["changes"] = "Added."
    form.add(text="Was it kind?")
    form.send()
    publish(manager, latest())
    assert ids_in(latest())[-1] == "was_it_kind"
    form = Form(manager, section_url())
    form.typed["changes"] = "Taken out."
    form.remove(3)
    form.send()
    assert "was_it_kind" not in ids_in(latest())
    form = Form(manager, section_url())
    assert form.typed["changes"] == "Taken out."  # one goes on from what isn't published yet
    form.add(text="Was it kind?")
    form.send()
    assert ids_in(latest())[-1] == "was_it_kind_2"


def test_how_a_question_is_answered_never_changes_in_the_form_nor_as_yaml(manager, client, council):
    form = Form(manager, section_url())
    form.typed["changes"] = "Otherwise."
    form.rows[1]["answer"] = "text"
    refused = form.send()
    assert refused.status_code == 422
    assert "Answers to this question are counted over years" in text_of(refused)
    assert latest().number == 1
    sign_in(client, council.administrator)
    url = reverse("framework_edit", args=[KEY])
    text = published_version(KEY).text
    old = "text: Was the episode completed within its timescale?\n            answer: yes_no"
    assert text.count(old) == 1
    opened = client.get(url).context["opened"]
    page = client.post(url, {"_opened": opened, "text": text.replace(old, old.replace("yes_no", "text"))})
    assert page.status_code == 422
    assert "the id mash_in_time belongs to a question that is answered with yes_no" in text_of(page)


@pytest.mark.rule("LEE-11")
def test_the_preview_shows_what_is_typed_and_saves_nothing(manager):
    form = Form(manager, section_url())
    form.rows[0]["text"] = "How <b>bold</b> is the episode?"
    form.add(text="Is it there yet?")
    form.add(text="")
    page = form.send(preview="yes")
    assert page.status_code == 200
    shown = page.content.decode().split('id="tool-preview"')[1]
    assert "How &lt;b&gt;bold&lt;/b&gt; is the episode?" in shown
    assert "Is it there yet?" in shown
    assert shown.count('class="portal-question"') == 4
    assert "Was the right information asked of the right agencies" in shown  # lines of enquiry
    assert latest().number == 1
    assert (
        "How &lt;b&gt;bold" in page.content.decode().split('id="tool-preview"')[0]
    )  # and it stays in the form


@pytest.mark.parametrize("place", ["²", "٣", "9" * 5000, "-1", "0", "x"])
@pytest.mark.parametrize("answer", ["scaled", "nonsense", ""])
def test_whatever_is_typed_the_preview_is_shown(manager, place, answer):
    form = Form(manager, section_url())
    form.rows[0]["place"] = place
    form.rows[1]["text"] = "\x00 \u202e"
    form.add(text="Out of reach?", answer=answer)
    page = form.send(preview="yes")
    assert page.status_code == 200
    assert "Out of reach?" not in page.content.decode().split('id="tool-preview"')[1]


def test_a_text_that_may_not_apply_is_previewed_and_refused(manager):
    form = Form(manager, section_url())
    form.typed["changes"] = "More."
    form.add(text="What else?", answer="text", may_not_apply="on")
    assert "What else?" in form.send(preview="yes").content.decode().split('id="tool-preview"')[1]
    refused = form.send()
    assert refused.status_code == 422
    assert "Leave it out, and say mandatory: false" in text_of(refused)


def test_only_what_the_scale_and_the_tool_can_have_is_offered(client):
    council = small_council("waltham-forest")
    sign_in(client, council.insights_manager)
    url = reverse("audit_tool_section", args=["waltham-forest", "compliance_check", "approval"])
    options = re.findall(r'<option value="([a-z_]+)"', client.get(url).content.decode())
    assert {"yes_no", "text", "date"} <= set(options)
    assert not {"graded", "scaled"} & set(options)
    form = Form(client, url)
    form.typed["changes"] = "A grade."
    form.add(text="How good?", answer="graded")
    assert form.send().status_code == 422


@pytest.mark.rule("MER-01")
def test_the_preview_of_a_scaled_question_has_its_points_in_four_bands_with_their_descriptors(client):
    council = small_council("merton")
    sign_in(client, council.insights_head)
    page = client.get(reverse("audit_tool_section", args=["merton", "collaborative_review", "child"]))
    shown = page.content.decode().split('id="tool-preview"')[1]
    for span in ("0 to 2", "3 to 5", "6 to 8", "9 to 10"):
        assert span in shown
    assert shown.count('name="preview-child_safe"') == 11
    assert "a safety plan that has been tested lowers the risk measurably" in shown
    assert "The intervention is failing to protect the child/young person" in shown


@pytest.mark.rule("MOS-21")
def test_two_people_edit_a_section_at_once_and_nothing_is_lost(manager, client, council):
    mine = Form(manager, section_url())
    theirs = Form(sign_in(Client(), council.insights_head), section_url())
    theirs.rows[2]["text"] = "Was it right?"
    theirs.typed["changes"] = "Shorter."
    assert theirs.send().status_code == 302
    mine.rows[0]["hint"] = "Think of the child."
    mine.typed["changes"] = "Shorter."
    assert mine.send().status_code == 302
    questions = policy_of(latest()).tool(TOOL).section(SECTION).questions
    assert (questions[0].hint, questions[2].text) == ("Think of the child.", "Was it right?")
    assert latest().number == 3


@pytest.mark.rule("KNO-15")
def test_a_tool_is_copied_as_a_new_one_without_code(manager):
    form = Form(manager, reverse("audit_tool_copy", args=[KEY, TOOL]))
    assert form.typed["about"].startswith("One contact")
    form.typed |= {
        "title": "MASH audit of repeat contacts",
        "changes": "A tool for contacts that come again.",
    }
    assert form.send().status_code == 302
    policy = policy_of(latest())
    new = policy.tool("mash_audit_of_repeat_contacts")
    assert new.sections == policy.tool(TOOL).sections
    assert "MASH audit of repeat contacts" in text_of(manager.get(reverse("audit_tools")))


@pytest.mark.rule("LEE-11", "WAL-24")
def test_a_tool_is_renamed_and_what_is_asked_of_the_whole_is_edited(manager):
    form = Form(manager, reverse("audit_tool_edit", args=[KEY, TOOL]))
    assert form.typed["improvement_plan_after"] == ["inadequate", "requires_improvement"]
    form.typed |= {
        "title": "MASH audit of contacts",
        "overall_text": "How good was it all?",
        "improvement_plan_after": ["inadequate"],
        "changes": "Plainer.",
    }
    assert form.send().status_code == 302
    before, tool = policy_of(published_version(KEY)).tool(TOOL), policy_of(latest()).tool(TOOL)
    assert (tool.title, tool.overall_text) == ("MASH audit of contacts", "How good was it all?")
    assert tool.improvement_plan_after == ("inadequate",)
    assert tool.sections == before.sections
    form = Form(manager, reverse("audit_tool_edit", args=[KEY, TOOL]))
    form.typed["title"] = ""
    assert form.send().status_code == 422


def test_a_section_is_added_and_one_without_questions_is_taken_out(manager):
    form = Form(manager, reverse("audit_tool_section_new", args=[KEY, TOOL]))
    form.rows = []
    form.typed |= {"title": "The child", "about": "Seen and heard.", "changes": "A section more."}
    form.add(text="Was the child seen?")
    assert form.send().status_code == 302
    assert [section.key for section in policy_of(latest()).tool(TOOL).sections][-1] == "the_child"
    form = Form(manager, section_url("the_child"))
    form.remove(0)
    form.send()
    assert [section.key for section in policy_of(latest()).tool(TOOL).sections][-1] == "interview"


def test_what_another_question_depends_on_can_t_be_taken_out(client):
    council = small_council("knowsley")
    sign_in(client, council.insights_manager)
    form = Form(client, reverse("audit_tool_section", args=["knowsley", "case_file_audit", "standard_01"]))
    form.typed["changes"] = "Fewer."
    form.remove(0)
    refused = form.send()
    assert refused.status_code == 422
    assert "The question “standard_01_grade” isn't in this tool" in text_of(refused).replace("&#x27;", "'")


def test_the_comments_of_a_framework_stay_when_a_tool_of_it_is_edited(manager):
    form = Form(manager, section_url())
    form.typed["changes"] = "A word."
    form.rows[0]["hint"] = "Think of the child."
    form.send()
    text = latest().text
    assert "includes: [knowsley]" in text
    assert "they will have 15" in text
    assert text.count("\ntools:\n") == 1
    assert "hint: Think of the child." in text


def test_a_framework_whose_tools_stand_in_several_files_is_edited_as_one_text(client):
    council = small_council("knowsley")
    sign_in(client, council.administrator)
    url = reverse("framework_edit", args=["knowsley"])
    text = published_version("knowsley").text.replace("title: Case-file audit", "title: Case audit")
    saved = client.post(url, {"_opened": client.get(url).context["opened"], "text": text})
    assert saved.status_code == 302
    own = FrameworkVersion.objects.filter(key="knowsley").order_by("-number").first()
    assert policy_of(own).tools[0].title == "Case audit"
    assert len(policy_of(own).tools) == 4


@pytest.mark.parametrize("who", ["insights_member", "team_manager", "iro"])
def test_nobody_else_edits_tools(client, council, who):
    sign_in(client, getattr(council, who))
    for name, args in (
        ("audit_tools", []),
        ("audit_tool", [KEY, TOOL]),
        ("audit_tool_copy", [KEY, TOOL]),
        ("audit_tool_edit", [KEY, TOOL]),
        ("audit_tool_section_new", [KEY, TOOL]),
        ("audit_tool_section", PLACE),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
        assert client.post(reverse(name, args=args), {}).status_code in (404, 405)


def test_who_edits_tools_publishes_nothing_else(manager, client, council):
    sign_in(client, council.administrator)
    url = reverse("framework_edit", args=[KEY])
    text = published_version(KEY).text.replace("complete_within: 15", "complete_within: 20")
    client.post(url, {"_opened": client.get(url).context["opened"], "text": text})
    other = latest()
    assert other.number == 2
    sign_in(client, council.insights_manager)
    url = reverse("framework_publish", args=[KEY, other.number])
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert "Publish this version" not in text_of(client.get(other.get_absolute_url()))
    assert not latest().is_published
    page = client.get(reverse("audit_tool", args=[KEY, TOOL]))
    assert page.context["version"].number == 1  # one goes on from what is in force
