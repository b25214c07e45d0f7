"""What a base template may not hold, each thing named in a sentence that says what to do. Pure."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator

from lxml import etree

from letters.printable import allowed_href
from letters.reading.package import Package, UnreadableDraft, W, open_package

MOST_BYTES = 5_000_000  # of the file
MOST_UNPACKED = 40_000_000  # bytes, all parts together
MOST_ENTRIES = 300
ALLOWED_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_AGAIN = "and upload it again."

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# Parts and relationships that run something, hold another file, or bring text from elsewhere.
_ACTIVE = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "activex": "an ActiveX control",
    "control": "an ActiveX control",
    "oleobject": "an embedded object (OLE)",
    "embeddings": "an embedded file",
    "package": "an embedded file",
    "afchunk": "a part of another file (altChunk)",
    "subdocument": "a subdocument",
    "customui": "changes to Word's own menus",
    "webextension": "an add-in",
    "taskpanes": "an add-in",
    "attachedtoolbars": "toolbars",
    "mailmerge": "a data source for mail merge",
    "recipientdata": "a data source for mail merge",
}
_ELEMENTS = {
    "object": "an embedded object (OLE)",
    "control": "an ActiveX control",
    "OLEObject": "an embedded object (OLE)",
    "altChunk": "a part of another file (altChunk)",
    "subDoc": "a subdocument",
    "movie": "a video",
    "framesets": "frames",
}
_FIELD_PARTS = ("header", "footer", "footnotes", "endnotes")


class UnusableTemplate(ValueError):
    """A file can't be a base template; the message names what was found and says what to do."""


def open_template(data: bytes) -> Package:
    """Return the package of an uploaded template, after all of it was looked at.

    Raises:
        UnusableTemplate: it is no Word file, too large, or holds what no template may.
    """
    if len(data) > MOST_BYTES:
        raise UnusableTemplate(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB: make the pictures of the "
            f"letterhead smaller {_AGAIN}"
        )
    try:
        package = open_package(data)
        _refuse_bombs(data)
        _refuse_parts(package)
        for part in sorted(package.names):
            if part.endswith(".rels"):
                _refuse_relations(package, part)
        for part, place in texts_of(package):
            _refuse_elements(package, part, place)
    except UnreadableDraft as error:
        raise UnusableTemplate(str(error)) from error
    return package


def texts_of(package: Package) -> Iterator[tuple[str, str]]:
    """Yield every part that holds text, with where in a document it stands."""
    yield package.main, "text"
    for kind in _FIELD_PARTS:
        for _identity, name in package.related(package.main, kind):
            yield name, kind.removesuffix("s")


def _refuse_bombs(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        names = [entry.filename.lower() for entry in entries]
    if len(entries) > MOST_ENTRIES:
        raise UnusableTemplate(
            f"The file holds {len(entries)} parts, at most {MOST_ENTRIES} can be looked through: "
            f"start from a new Word document {_AGAIN}"
        )
    if unpacked > MOST_UNPACKED:
        raise UnusableTemplate(
            f"The file unpacks to {unpacked // 1_000_000} MB, at most "
            f"{MOST_UNPACKED // 1_000_000} MB can be: make its pictures smaller {_AGAIN}"
        )
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnusableTemplate(
            f"The file holds the part {twice} twice, which Word never writes: save it in Word "
            f"{_AGAIN}"
        )


def _refuse_parts(package: Package) -> None:
    types = package.xml("[Content_Types].xml")
    declared = () if types is None else types.iter("{*}Override", "{*}Default")
    kinds = [entry.get("ContentType", "").rpartition(".")[2].lower() for entry in declared]
    for name in [*sorted(package.names), *kinds]:
        for word in ("vbaproject", "vbadata", "activex", "embeddings/", "oleobject", "customui/",
                     "webextension", "macroenabled"):  # fmt: skip
            if word in name:
                found = _ACTIVE.get(word.rstrip("/"), "macros")
                raise UnusableTemplate(
                    f"The file holds {found} ({posixpath.basename(name)}), which is never taken "
                    f"over: remove it in Word {_AGAIN}"
                )


def _refuse_relations(package: Package, part: str) -> None:
    root = package.xml(part)
    for relation in () if root is None else root.iter(_RELATION):
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "")
        external = relation.get("TargetMode", "").lower() == "external"
        if kind == "attachedTemplate":
            raise UnusableTemplate(
                f"The file is bound to another template, “{_shown(target)}”, which would be loaded "
                "when it is opened: choose “Normal” under Developer, Document Template, save it "
                f"{_AGAIN}"
            )
        if found := _ACTIVE.get(kind.lower()):
            raise UnusableTemplate(
                f"The file holds {found}, which is never taken over: remove it in Word {_AGAIN}"
            )
        if external and not (kind == "hyperlink" and allowed_href(target)):
            what = "link" if kind == "hyperlink" else f"{kind or 'part'} from elsewhere"
            raise UnusableTemplate(
                f"The file has a {what}, “{_shown(target)}”: a template may only link to web pages "
                f"and mailboxes. Remove it {_AGAIN}"
            )


def _shown(target: str) -> str:
    return target if len(target) <= 80 else f"{target[:79]}…"


def _refuse_elements(package: Package, part: str, place: str) -> None:
    root = package.xml(part)
    if root is None:
        return
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if found := _ELEMENTS.get(name):
            raise UnusableTemplate(
                f"The {place} of the file holds {found}, which is never taken over: remove it "
                f"{_AGAIN}"
            )
    for code in field_codes(root):
        name = code.split(maxsplit=1)[0].upper() if code.split() else ""
        if name and name not in ALLOWED_FIELDS:
            raise UnusableTemplate(
                f"The {place} of the file has the field {name[:30]}, but a template may have no "
                "fields besides page numbers: select it, press Ctrl+Shift+F9 to make it text, "
                f"save it {_AGAIN}"
            )


def field_codes(root: etree._Element) -> list[str]:
    """Return the code of every field below `root`, those inside other fields too."""
    codes: list[str] = []
    open_codes: list[list[str]] = []
    for element in root.iter(W + "fldSimple", W + "fldChar", W + "instrText", W + "delInstrText"):
        if element.tag == W + "fldSimple":
            codes.append(element.get(W + "instr", ""))
        elif element.tag != W + "fldChar":
            if not open_codes:
                codes.append(element.text or "")
            else:
                open_codes[-1].append(element.text or "")
        elif element.get(W + "fldCharType") == "begin":
            open_codes.append([])
        elif element.get(W + "fldCharType") == "end" and open_codes:
            codes.append("".join(open_codes.pop()))
    return codes + ["".join(code) for code in open_codes]
