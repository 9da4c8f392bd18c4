"""The pages of a draw: what was drawn, why each case is in or out, how fair it was, and whether it can be repeated."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views import View

from audits.cycles.draws import DrawRead, Wanted, read_draw, wanted_by
from audits.cycles.pool import teams_of
from audits.cycles.repeating import repeat_draw
from audits.forms.cycles import LinesFilter
from audits.models import Cycle, Draw, DrawLine
from qa_portal.people.directory import directory
from qa_portal.people.words import in_post

from .cycle_pages import draws_or_404, trail_to


class DrawPage(View):
    """A page of one draw of a cycle: the latest, or the one whose number ``draw`` in the address says.

    May: the quality assurance team, and whoever keeps the cycle.
    """

    template_name = ""
    cycle: Cycle
    drawn: Draw
    read: DrawRead

    tab = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page."""
        self.cycle = draws_or_404(request, pk)
        asked = request.GET.get("draw", "")
        number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else None
        wanted = Wanted(DrawLine.Fate.DRAWN) if self.fate else self.wanted()
        asked_for = request.GET.get("page")
        found = read_draw(self.cycle, request.user, number, wanted, asked_for, whole=self.whole)
        if found is None:
            raise Http404
        self.read, self.drawn = found, found.drawn
        latest = found.draws[0][0]
        of_this = f"?draw={self.drawn.number}" if self.drawn.number != latest else ""
        context = {
            "cycle": self.cycle,
            "terms": self.cycle.policy.terms,
            "drawn": self.drawn,
            "draws": found.draws,
            "is_latest": self.drawn.number == latest,
            "trail": trail_to(self.cycle),
            "tabs": [
                (words, f"{reverse(name, args=[pk])}{of_this}", self.tab == name)
                for words, name in (
                    ("What was drawn", "cycle_drawn"),
                    ("Why each case", "cycle_explained"),
                    ("How fair it was", "cycle_fairness"),
                )
            ],
            **self.show(),
        }
        return render(request, self.template_name, context)

    #: Whether the page is of the drawn cases alone, and whether it says how they were drawn and who was barred.
    fate = whole = True

    def wanted(self) -> Wanted:
        """Which lines the page shows."""
        return Wanted()

    def show(self) -> dict[str, Any]:
        """What the template needs besides."""
        return {}

    def lines(self) -> Any:
        """The page of the draw's lines, each told whether its record opens to this person."""
        page = self.read.page
        for line in page.object_list:
            line.opens = line.subject_id in self.read.open_to and not line.subject.is_restricted
        return page


class Drawn(DrawPage):
    """The cases that were drawn, with whom they were paired, and who could not audit them."""

    template_name = "audits/drawn.html"
    tab = "cycle_drawn"

    def show(self) -> dict[str, Any]:
        """The drawn cases, the seed and the settings."""
        rules = self.drawn.settings_used["rules"]
        facts = [
            ("Seed", self.drawn.seed),
            ("Drawn", f"{in_post(self.drawn.drawn_by)}"),
            ("Records in the service", f"{self.drawn.pool_size:,}"),
            ("Cases asked for", str(self.drawn.wanted)),
            ("Cases drawn", str(self.drawn.fairness["fates"].get(DrawLine.Fate.DRAWN, 0))),
            ("Spread over all teams", _yes(rules["by_team"])),
            ("No practitioner twice", _yes(rules["one_a_cycle"])),
            ("Nobody’s own team", _yes(rules["not_own_team"])),
            ("Months between two audits of one practitioner", str(rules["months_between"])),
            ("Months allocated, where possible", str(rules["allocated_months"])),
            ("Fingerprint of the pool", self.drawn.pool_digest[:16]),
        ]
        if self.drawn.reason:
            facts.append(("Why it was drawn again", self.drawn.reason))
        book, page = directory(), self.lines()
        for line in page.object_list:
            line.barred_in_words = [
                (
                    book.people[one["person"]].name if one["person"] in book.people else "Somebody",
                    one["because"],
                )
                for one in line.barred
            ]
        return {"facts": facts, "page": page}


class Explained(DrawPage):
    """Every case of the pool: in or out, and why (KNO-02)."""

    template_name = "audits/explained.html"
    tab = "cycle_explained"

    fate = whole = False

    def wanted(self) -> Wanted:
        """What the filters say; the teams are those of the service, known before the draw is read."""
        names = directory().team_names
        teams = sorted(((pk, names[pk]) for pk in teams_of(self.cycle)), key=lambda pair: pair[1])
        sent = {key: value for key, value in self.request.GET.items() if key not in ("draw", "page")}
        here = {"draw": self.request.GET.get("draw", "")}
        self.form = LinesFilter({**sent, **here} if sent else None, initial=here, teams=teams)
        self.said = {}
        if self.form.is_bound:
            self.form.is_valid()
            filled = self.form.cleaned_data.items()
            self.said = {name: value for name, value in filled if value and name != "draw"}
        return wanted_by(self.said)

    def show(self) -> dict[str, Any]:
        """A page of lines, filtered."""
        return {
            "page": self.lines(),
            "form": self.form,
            "is_filtered": bool(self.said),
            "clear_url": f"?{urlencode({'draw': self.drawn.number})}",
        }


class Fairness(DrawPage):
    """How each team and each reviewer fared, and why cases were left out (NEW-04)."""

    template_name = "audits/fairness.html"
    tab = "cycle_fairness"

    def show(self) -> dict[str, Any]:
        """The report as it was kept with the draw."""
        book, report = directory(), self.drawn.fairness
        people = {who["person"]: who["name"] for who in self.drawn.settings_used["reviewers"]}
        return {
            "by_team": self.drawn.settings_used["rules"]["by_team"],
            "teams": [
                {**row, "name": book.team_names.get(row["team"], "Another team")} for row in report["teams"]
            ],
            "people": [{**row, "name": people.get(row["person"], "")} for row in report["reviewers"]],
            "left_out": list(report["left_out"].items()),
            "repeat_url": f"{reverse('cycle_repeat', args=[self.cycle.pk])}?draw={self.drawn.number}",
        }


class Repeat(DrawPage):
    """The draw once more, from its recorded seed, pool and settings: the same, or in what it differs (KNO-02)."""

    template_name = "audits/repeated.html"
    tab = "cycle_repeat"

    def show(self) -> dict[str, Any]:
        """Drawn again while one waits; nothing is changed."""
        return {"repeated": repeat_draw(self.drawn)}


def _yes(holds: bool) -> str:
    return "Yes" if holds else "No"
