"""Uploaded files on the disk: a whole one, or none."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """Leaves no half file where the disk is full in the middle of it."""

    def _save(self, name: str, content: Any) -> str:
        was_there = self.exists(name)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
        except OSError:
            if not was_there:
                with suppress(OSError):
                    Path(self.path(name)).unlink(missing_ok=True)
            raise
        return saved
