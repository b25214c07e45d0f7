"""Fonts of the PDF: those of our packages first, so that pages are alike on any computer. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import typst

from letters.scripts import east_asian

# Name of the package, and where in it the fonts lie. What is not installed is left out.
_PACKAGES = {
    "fontpkg-source-serif-4": "files",
    "fontpkg-noto-serif": "files",
    "fontpkg-noto-sans": "files",
    "fontpkg-noto-sans-arabic": "files",
    "pylopdf-fonts-ar": "",
    "pylopdf-fonts-he": "",
    "manimgx-fonts": "",
    "manimgx-fonts-cjk": "",
}
# In the order in which they are asked for a character; those not installed are left out.
_FAMILIES = (
    "Source Serif 4",
    "Noto Serif",
    "Noto Naskh Arabic",
    "Noto Sans Arabic",
    "Noto Serif Hebrew",
    "Noto Sans Hebrew",
)
_LAST = "Noto Sans"
EAST_ASIAN = {
    "zh-Hans": ("Noto Serif CJK SC", "Noto Sans CJK SC"),
    "zh-Hant": ("Noto Serif CJK TC", "Noto Sans CJK TC"),
    "ja": ("Noto Serif CJK JP", "Noto Sans CJK JP"),
    "ko": ("Noto Serif CJK KR", "Noto Sans CJK KR"),
}
_EMBEDDED = re.compile(rb"/BaseFont/[A-Z]{6}\+([^/\s<>\[\]()]+)")
_CUTS = ("", "roman", "italic")  # what names of one family end in


@dataclass(frozen=True, slots=True)
class FontSet:
    """Fonts that a letter may be set in, and what they are called."""

    fonts: typst.Fonts
    installed: frozenset[str]

    def families(self, language: str) -> list[str]:
        """Return the fonts for a letter in `language`, its own East Asian script's first."""
        own = east_asian(language)
        east = sorted(EAST_ASIAN, key=lambda one: one != own)
        wanted = (*_FAMILIES, *(name for one in east for name in EAST_ASIAN[one]), _LAST)
        return [family for family in wanted if family in self.installed]


@cache
def packaged() -> FontSet:
    """Return the fonts that come with us: the same wherever the same packages are installed."""
    return _font_set(system=False)


@cache
def with_system() -> FontSet:
    """Return these and the computer's own, for scripts that no package has."""
    return _font_set(system=True)


def package_versions() -> dict[str, str]:
    """Return the installed packages of fonts and their versions."""
    return {name: version(name) for name in _PACKAGES if _folder(name)}


def system_fonts(pdf: bytes) -> list[str]:
    """Return the fonts inside `pdf` that came from the computer where it was made."""
    own = {family.replace(" ", "").casefold() + cut for family in packaged().installed
           for cut in _CUTS}  # fmt: skip
    names = {
        found.decode("latin-1").removesuffix("-Identity-H") for found in _EMBEDDED.findall(pdf)
    }
    return sorted(name for name in names if name.partition("-")[0].casefold() not in own)


def _font_set(*, system: bool) -> FontSet:
    folders = [str(folder) for name in _PACKAGES if (folder := _folder(name))]
    fonts = typst.Fonts(font_paths=folders, include_system_fonts=system)
    return FontSet(fonts, frozenset(fonts.families()))


def _folder(name: str) -> Path | None:
    spec = find_spec(name.replace("-", "_"))
    return Path(spec.origin).parent / _PACKAGES[name] if spec and spec.origin else None
