from xml.etree import ElementTree

from qa_portal.workflow.maps import DONE, HERE, POSSIBLE, Edge, Node, WorkflowMap, draw

MAP = WorkflowMap(
    [
        Node("one", "Stage 1", DONE),
        Node("two", "Stage 2 <Service Manager>", HERE, "Day 3 of 5"),
        Node("three", "Stage 3", POSSIBLE),
        Node("end", "Complete", POSSIBLE),
    ],
    [Edge("one", "two", DONE), Edge("two", "three"), Edge("two", "end"), Edge("two", "one")],
    "Where this dispute stands",
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_map_is_told_in_words_too():
    picture = ElementTree.fromstring(draw(MAP))
    assert picture.attrib["role"] == "img"
    assert picture.find(f"{SVG}title").text == "Where this dispute stands"
    assert picture.find(f"{SVG}desc").text == (
        "Done: Stage 1. Here now: Stage 2 <Service Manager>. Possible from here: Stage 3 and Complete."
    )


def test_every_box_says_its_state_in_a_word_and_a_shape():
    picture = ElementTree.fromstring(draw(MAP))
    words = [text.text for text in picture.iter(f"{SVG}text")]
    assert [word for word in words if word in ("Done", "Here now", "Possible")] == [
        "Done",
        "Here now",
        "Possible",
        "Possible",
    ]
    boxes = list(picture.iter(f"{SVG}rect"))
    dashed = [box.get("stroke-dasharray") is not None for box in boxes]
    filled = [box.get("fill") != "#ffffff" for box in boxes]
    assert dashed == [False, False, True, True]
    assert filled == [False, True, False, False]


def test_it_reads_from_left_to_right():
    boxes = list(ElementTree.fromstring(draw(MAP)).iter(f"{SVG}rect"))
    x = [float(box.get("x")) for box in boxes]
    assert x[0] < x[1] < x[2] == x[3]


def test_nothing_in_it_needs_a_style():
    assert "style" not in draw(MAP)


def test_an_empty_map_draws_nothing():
    assert draw(WorkflowMap([])) == ""
