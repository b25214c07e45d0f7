"""What made the files of an edition, and what that says where they come out otherwise. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from letters.pdf_fonts import package_versions, system_fonts
from letters.printings import PrintedFile

MadeWith = Mapping[str, Any]


def made_with(files: Iterable[PrintedFile] = ()) -> dict[str, Any]:
    """Return the releases at work here, and which fonts of the computer the PDFs among `files` use.

    These three are all that may change a file: nothing of its time zone, locale or user does.
    """
    borrowed = {font for file in files if file.file_format == "pdf"
                for font in system_fonts(file.content)}  # fmt: skip
    return {
        "typst": version("typst"),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "fonts": package_versions(),
        "system_fonts": sorted(borrowed),
    }


def why_otherwise(then: MadeWith, path: str) -> str:
    """Return a sentence on why the file at `path`, made `then`, may have other bytes here."""
    if not then:
        return "What made it is not on record: it was frozen by an earlier release."
    now = made_with()
    reasons = _of_pdf(then, now) if path.endswith(".pdf") else []
    if path.endswith(".docx") and then["zlib"] != now["zlib"]:
        reasons = [f"zlib {then['zlib']} then, {now['zlib']} here"]
    if not reasons:
        return "Nothing of what made it has changed, so this release of the site writes otherwise."
    return f"What made it differs: {'; '.join(reasons)}."


def _of_pdf(then: MadeWith, now: MadeWith) -> list[str]:
    changed = [("typst", then["typst"], now["typst"])]
    for name in sorted({*then["fonts"], *now["fonts"]}):
        changed.append((name, then["fonts"].get(name, "none"), now["fonts"].get(name, "none")))
    reasons = [f"{name} {was} then, {here} here" for name, was, here in changed if was != here]
    if then["system_fonts"]:
        fonts = ", ".join(then["system_fonts"])
        reasons.append(f"some letters came from fonts of the computer that made it ({fonts})")
    return reasons
