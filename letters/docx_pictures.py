"""Pictures in a Word document: each file once, and the drawing that shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from html import escape

from letters.document import Picture

_EMU = 12_700  # to the point
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_ENDINGS = {"image/png": "png", "image/jpeg": "jpeg"}


@dataclass
class Pictures:
    """The pictures of one part, in the order in which they were first shown."""

    files: dict[str, bytes] = field(default_factory=dict)  # name in the package: content
    relations: dict[str, str] = field(default_factory=dict)  # digest: relationship id
    names: dict[str, str] = field(default_factory=dict)  # relationship id: target
    shown: int = 0

    def run(self, picture: Picture, size: tuple[float, float]) -> str:
        """Return a run that shows `picture` in `size` points, with its alternative text."""
        target = self._relation(picture)
        self.shown += 1
        width, height = (max(1, round(points * _EMU)) for points in size)
        described = f'name="Picture {self.shown}" descr="{escape(picture.alt)}"'
        return (
            '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0" '
            f'xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
            f'<wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self.shown}" {described}/>'
            f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_DRAWING}/main" '
            'noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr>'
            f'<pic:cNvPr id="{self.shown}" {described}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{target}"/><a:stretch><a:fillRect/></a:stretch>'
            '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
            "</w:drawing></w:r>"
        )

    def _relation(self, picture: Picture) -> str:
        digest = sha256(picture.content).hexdigest()
        if digest not in self.relations:
            number = len(self.relations) + 1
            name = f"media/image{number}.{_ENDINGS[picture.media_type]}"
            self.relations[digest] = f"rIdPicture{number}"
            self.names[f"rIdPicture{number}"] = name
            self.files[f"word/{name}"] = picture.content
        return self.relations[digest]
