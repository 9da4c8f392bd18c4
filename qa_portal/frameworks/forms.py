"""The form in which a framework is written."""

from django.core.exceptions import ValidationError

from qa_portal.forms import LongTextField, PortalForm, UploadField

from .actions import check_own_text
from .loading import FrameworkRefused
from .yaml_source import LONGEST_TEXT, Problem


class FrameworkForm(PortalForm):
    """A framework as YAML, written here or put in from a file.

    ``key`` is the framework being edited; None for a new one. ``problems`` holds all that is wrong with the text.
    """

    text = LongTextField(
        "The framework",
        max_length=LONGEST_TEXT,
        rows=32,
        strip=False,
        help_text="YAML. Nothing is published by saving: you see what changes first.",
    )
    file = UploadField(
        "Or put in a file",
        endings=("yaml", "yml"),
        most=1024 * 1024,
        required=False,
        help_text="Its text takes the place of what is written above.",
    )

    def __init__(self, data=None, files=None, *, key: str | None = None, **kwargs):
        self.key, self.problems = key, ()
        self.unreadable = ""
        if data is not None and files and files.get("file"):
            data = data.copy()
            text = self._read(files["file"])
            if text is not None:
                data["text"] = text
        super().__init__(data, files, **kwargs)
        attrs = self.fields["text"].widget.attrs
        attrs.update({"class": "portal-code", "spellcheck": "false", "wrap": "off", "autocapitalize": "off"})

    def _read(self, file) -> str | None:
        if file.size > LONGEST_TEXT * 4:
            self.unreadable = "The file is too long. Split what it says, or leave comments out."
            return None
        try:
            return file.read().decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.unreadable = (
                "The file isn't plain text in UTF-8. Save it as plain text, then choose it again."
            )
            return None

    def clean_file(self):
        """Refuse a file that couldn't be read."""
        if self.unreadable:
            raise ValidationError(self.unreadable)
        return self.cleaned_data.get("file")

    def clean(self):
        """Refuse a text that is no sound framework, with all that is wrong with it."""
        cleaned = super().clean()
        text = self.cleaned_data.get("text")
        if text and not self.errors:
            try:
                check_own_text(text, key=self.key)
            except FrameworkRefused as refused:
                self.problems = refused.problems
                self.add_error("text", [_in_a_line(problem) for problem in refused.problems])
        return cleaned

    def problems_with_lines(self) -> list[tuple[Problem, str]]:
        """Each problem with the line of the text that it is about."""
        lines = (self.data.get("text") or "").splitlines()
        return [(p, lines[p.place.line - 1] if p.place.line <= len(lines) else "") for p in self.problems]


def _in_a_line(problem: Problem) -> str:
    where = f"{problem.where}: " if problem.where else ""
    return f"Line {problem.place.line}: {where}{problem.says}."
