"""Where members of Congress keep their web forms, as `contact-congress` writes it.

Pure: imports no Django. One file a member, named by bioguide id; the first step of a form says
which page to visit. `stubforcwc` stands for offices without a public form.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from officials.cleaning import channel, mapping, mappings, text
from officials.records import ChannelRecord, Dataset, Problem, SourceUnreadable
from officials.yaml_files import FileUnreadable, folder, read_yaml, yaml_paths

SOURCE = "contact-congress"
NO_PUBLIC_FORM = "stubforcwc"


def read_contact_forms(path: Path) -> Dataset:
    """Return the forms by bioguide id.

    Raises:
        SourceUnreadable: no folder, or no file of a member in it.
    """
    files = yaml_paths(folder(path, "one YAML file a member"))
    forms: dict[str, tuple[ChannelRecord, ...]] = {}
    problems: list[Problem] = []
    unread: set[str] = set()
    closed = 0
    for file in files:
        try:
            read = mapping(read_yaml(file))
            bioguide, visited = text(read.get("bioguide")), _visited(read)
            closed += visited == NO_PUBLIC_FORM
            found = channel("form", visited) if visited != NO_PUBLIC_FORM else None
            forms[bioguide or file.stem] = (found,) if found else ()
        except FileUnreadable as error:
            problems.append(error.problem)
            unread.add(file.stem)
        except ValueError:
            problems.append(Problem(file.name, "its form has no address that can be opened."))
            unread.add(file.stem)
    if not forms:
        raise SourceUnreadable(f"{path} holds no file of a member: give the folder `members`.")
    notes = (f"{closed:,} members have no public form.",) if closed else ()
    return Dataset(
        source=SOURCE,
        name=path.name,
        problems=tuple(problems),
        notes=notes,
        unread=frozenset(unread),
        forms_for=forms,
    )


def _visited(read: Any) -> str:
    steps = mappings(mapping(read.get("contact_form")).get("steps"))
    return next((text(step["visit"], limit=500) for step in steps if step.get("visit")), "")
