"""docs/hostile.md is written from what is kept, by a fresh clone too."""

import json

from .parts import PARTS
from .report import KEPT, PAGE, page_of, read


def test_the_page_says_what_is_kept_of_the_last_full_runs():
    kept = json.loads(KEPT.read_text())
    assert PAGE.read_text() == page_of(kept)
    assert set(kept) <= {part.key for part in PARTS}


def test_a_run_is_counted_as_pytest_wrote_it(tmp_path):
    said = tmp_path / "said.xml"
    said.write_text(
        '<testsuites><testsuite><testcase name="a"><properties><property name="requests" value="1200"/></properties>'
        '</testcase><testcase name="b"><properties><property name="requests" value="30"/></properties>'
        '<failure message="500: case_note_add by iro">long</failure></testcase></testsuite></testsuites>'
    )
    came = read(said)
    assert (came.tests, came.counts["requests"]) == (2, 1230)
    assert came.findings == ["b: 500: case_note_add by iro"]
    assert came.in_words.startswith("2 tests; 1,230 requests; **1 found something**")
