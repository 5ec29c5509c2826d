"""A county's own look: its logo and its colour, made fit for print."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from typing import TYPE_CHECKING

from iza.errors import InvalidData
from iza.i18n import _
from iza.model.colors import READABLE, WHITE, contrast

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

LOGO_BYTES = 500_000
_SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset({
    "svg", "g", "defs", "symbol", "use", "switch", "title", "desc", "metadata", "style", "path", "rect", "circle",
    "ellipse", "line", "polyline", "polygon", "clipPath", "mask", "marker", "pattern", "linearGradient",
    "radialGradient", "stop",
})  # fmt: skip
# What drawing programs write about themselves; nothing of it is drawn.
_NOTES = (
    "inkscape.org",
    "sodipodi.sourceforge.net",
    "www.w3.org/1999/02/22-rdf",
    "creativecommons.org",
    "web.resource.org",
    "purl.org/dc",
)
_DECLARED = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?(?!xml\s)", re.IGNORECASE)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|@import|javascript:|expression\(|\\", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURE = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")
_PIXELS = 4000
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def logo_svg(content: bytes, suffix: str) -> str:
    """The SVG source of a logo from a file ``.svg`` or ``.png``, at most 500 kB.

    Raises InvalidData for another kind of file, and for an SVG that could run or fetch anything:
    scripts, links to other files, embedded pictures, text in fonts of its own.
    """
    if len(content) > LOGO_BYTES:
        raise InvalidData(_("The logo is too large: {size} kB; the limit is 500 kB.").format(size=len(content) // 1000))
    match suffix.lower():
        case ".svg":
            return _checked_drawing(content)
        case ".png":
            return _wrapped_png(content)
    raise InvalidData(_("A logo is an SVG or PNG file, not {suffix}.").format(suffix=suffix or "?"))


def _checked_drawing(content: bytes) -> str:
    """The drawing, if it holds nothing but shapes."""
    from xml.etree import ElementTree as ET

    try:
        source = content.decode("utf-8-sig")
        if _DECLARED.search(source):
            # Before parsing: entities could grow without an end.
            raise _refused_drawing("<!DOCTYPE>")
        root = ET.fromstring(source)  # noqa: S314 - no declarations, bounded size
    except (UnicodeDecodeError, ET.ParseError, RecursionError):
        raise InvalidData(_("The logo is not a readable SVG file.")) from None
    if root.tag != f"{{{_SVG}}}svg":
        raise InvalidData(_("The logo is not a readable SVG file."))
    for problem in _findings_in_drawing(root):
        raise _refused_drawing(problem)
    return source


def _findings_in_drawing(root: Element) -> Iterator[str]:
    for node in root.iter():
        space, _brace, name = str(node.tag).rpartition("}")
        is_allowed = name in _SHAPES if space == f"{{{_SVG}" else any(note in space for note in _NOTES)
        if not is_allowed or name == "script":
            yield f"<{name}>"
        if name == "style" and _OUTSIDE.search(node.text or ""):
            yield "<style>"
        for key, value in node.attrib.items():
            plain = key.rpartition("}")[2].lower()
            link = plain in ("href", "src", "base") and not value.startswith("#")
            if space.startswith(f"{{{_SVG}") and (link or plain.startswith("on") or _OUTSIDE.search(value)):
                yield plain


def _wrapped_png(content: bytes) -> str:
    """A PNG as a drawing of its size, without the notes that a camera or a program left in it."""
    if not content.startswith(_PNG):
        raise _unreadable_png()
    chunks = list(_chunks_of(content))
    kinds = [chunk[4:8] for chunk in chunks]
    if kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or kinds[-1] != b"IEND":
        raise _unreadable_png()
    width, height = struct.unpack(">II", chunks[0][8:16])
    if not (0 < width <= _PIXELS and 0 < height <= _PIXELS):
        raise InvalidData(_("The logo has more than 4000 pixels in width or height."))
    data = base64.b64encode(_PNG + b"".join(chunk for chunk in chunks if chunk[4:8] in _PICTURE)).decode()
    return (
        f'<svg xmlns="{_SVG}" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _chunks_of(content: bytes) -> Iterator[bytes]:
    """The chunks of a PNG: length, kind, data, checksum (PNG 3rd edition, 5.3)."""
    position = len(_PNG)
    while position < len(content):
        end = position + 12 + int.from_bytes(content[position : position + 4], "big")
        chunk = content[position:end]
        if len(chunk) != end - position or chunk[-4:] != zlib.crc32(chunk[4:-4]).to_bytes(4, "big"):
            raise _unreadable_png()
        yield chunk
        position = end


def _unreadable_png() -> InvalidData:
    return InvalidData(_("The logo is not a readable PNG file."))


def _refused_drawing(problem: str) -> InvalidData:
    return InvalidData(
        _("The logo holds something that must not be in a document: {problem}.").format(problem=problem),
        _("Save it as plain SVG with texts turned into paths and without linked or embedded pictures."),
    )


def accent(color: str) -> str:
    """A colour ``#rrggbb``, darkened until text in it can be read on white; empty stays empty.

    Raises InvalidData for anything else.
    """
    if not color:
        return ""
    if not _HEX.fullmatch(color):
        raise InvalidData(_("A color is written like #1d4e6b."))
    color = color.lower()
    while contrast(color, WHITE) < READABLE:
        color = "#" + "".join(f"{int(color[n : n + 2], 16) * 19 // 20:02x}" for n in (1, 3, 5))
    return color
