"""Small real files of each kind that can be attached."""

import io
import zipfile

from PIL import Image


def pdf(inside: bytes = b"") -> bytes:
    """A PDF with something in it."""
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n" + inside + b"\nstartxref\n9\n%%EOF\n"


def png() -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "PNG")
    return out.getvalue()


def jpeg() -> bytes:
    """A small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "teal").save(out, "JPEG")
    return out.getvalue()


def docx(
    *,
    without: str = "",
    extra: dict[str, bytes] | None = None,
    types: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
) -> bytes:
    """A Word document; without one of its parts, or with more of them."""
    parts = {
        "[Content_Types].xml": (
            f'<Types><Override PartName="/word/document.xml" ContentType="{types}"/></Types>'.encode()
        ),
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": b"<w:document><w:body/></w:document>",
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            if name != without:
                made.writestr(name, data)
    return out.getvalue()
