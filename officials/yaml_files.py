"""Reading YAML files of other people: a broken one is a sentence, not an end.

Pure: imports no Django.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from officials.records import Problem, SourceUnreadable

MAX_BYTES: Final = 50_000_000  # of one file
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as quick where it's there


class FileUnreadable(ValueError):
    """One file can't be read; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds; only plain data is made of it, never objects.

    Raises:
        FileUnreadable: missing, too large, not UTF-8, or no YAML; with the line where it's known.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise FileUnreadable(Problem(path.name, f"has more than {MAX_BYTES:,} bytes."))
        return _plain(path.read_bytes())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise FileUnreadable(Problem(where, f"is no YAML: {_reason(error)}.")) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        if isinstance(error, FileUnreadable):
            raise
        raise FileUnreadable(Problem(path.name, "is no YAML in UTF-8.")) from error
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise FileUnreadable(Problem(path.name, f"can't be opened: {reason}.")) from error


def _plain(content: bytes) -> Any:
    loader = _Loader(content)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def folder(path: Path, what: str) -> Path:
    """Return `path` if it is a folder.

    Raises:
        SourceUnreadable: it isn't.
    """
    if not path.is_dir():
        raise SourceUnreadable(f"{path} is no folder: give the folder that holds {what}.")
    return path


def yaml_paths(path: Path) -> list[Path]:
    """Return all YAML files in a folder and below it, in order."""
    return sorted(p for p in path.rglob("*") if p.suffix in (".yml", ".yaml") and p.is_file())


def _reason(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.problem, error.context) if part)
