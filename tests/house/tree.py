"""The files that the house's tests look at."""

from __future__ import annotations

import os
from pathlib import Path

from tools.environment import ROOT
from tools.lint import ROOMS

# What is made, kept or installed beside the code, never part of it.
_BESIDE = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "staticfiles",
    "test-results",
    "var",
}


def tree(*suffixes: str) -> list[Path]:
    """Return the project's files whose names end in one of `suffixes` (all without), in order."""
    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _BESIDE]
        own = [name for name in names if name not in _BESIDE]  # a second work tree's .git is a file
        found += [Path(folder, name) for name in own if name.endswith(suffixes or ("",))]
    return sorted(found)


def relative(path: Path) -> str:
    """Return a path as seen from the top of the checkout, where it is below it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def code_files() -> list[Path]:
    """Return the modules of the rooms and tools, without migrations."""
    own = {*ROOMS, "tools"}
    return [
        path
        for path in tree(".py")
        if (relative(path).split("/")[0] in own or path.parent == ROOT)
        and "migrations" not in path.parts
    ]
