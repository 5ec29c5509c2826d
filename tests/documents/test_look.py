"""Logo and colour of a county: what may be in a logo, and what is drawn of it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sheets import SHAPES, failures, letter, properties

from iza.documents import render_pdf
from iza.documents.look import LOGO_BYTES, accent
from iza.documents.pdf import logo_svg
from iza.errors import InvalidData
from iza.model.colors import WHITE, contrast

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
INKSCAPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">'
    "<sodipodi:namedview/><style>.a{fill:url(#g)}</style><defs><linearGradient id='g'/></defs>"
    "<path class='a' d='M0 0h9v9z'/><use href='#g'/></svg>"
)


def png(mode: str = "RGBA", size: tuple[int, int] = (80, 20)) -> bytes:
    content = io.BytesIO()
    Image.new(mode, size, 90).save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize("source", [SHAPES, INKSCAPE, '<?xml version="1.0"?>\n' + SHAPES, "\ufeff" + SHAPES])
def test_drawings_are_taken_as_they_are(source: str) -> None:
    found = logo_svg(source.encode(), ".svg")
    assert found == source.lstrip("\ufeff")
    assert failures(render_pdf(letter(), properties(logo=found))) == []


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1", "LA"])
def test_pixels_are_wrapped_into_a_drawing(mode: str) -> None:
    found = logo_svg(png(mode), ".PNG")
    assert 'viewBox="0 0 80 20"' in found
    assert failures(render_pdf(letter(), properties(logo=found))) == []


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<image href="file:///etc/passwd"/>',
        '<use href="http://a.example/b.svg#c"/>',
        '<use xlink:href="b.svg#c"/>',
        '<a href="http://a.example"><path/></a>',
        '<path onclick="x()"/>',
        '<path style="fill:url(http://a.example)"/>',
        "<path fill=\"url('b.svg#g')\"/>",
        '<path style="fill:u\\72l(http://a.example)"/>',
        "<style>@import 'a.css';</style>",
        "<style>path{fill:url(a.png)}</style>",
        "<text>Landkreis</text>",
        "<animate/>",
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
        '<g xml:base="http://a.example"/>',
    ],
)
def test_what_could_run_or_fetch_is_refused(inside: str) -> None:
    with pytest.raises(InvalidData):
        logo_svg(SVG.format(inside).encode(), ".svg")


@pytest.mark.parametrize(
    ("content", "suffix"),
    [
        (b"<svg", ".svg"),
        (b"<html/>", ".svg"),
        (b"<svg/>", ".svg"),
        (b"\xff\xfe", ".svg"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SHAPES.encode(), ".svg"),
        (b'<?xml-stylesheet href="a.css"?>' + SHAPES.encode(), ".svg"),
        (SHAPES.encode() + b" " * LOGO_BYTES, ".svg"),
        (b"GIF89a", ".gif"),
        (b"GIF89a", ".png"),
        (png()[:20], ".png"),
        (png()[:60], ".png"),
        (png(size=(5000, 1)), ".png"),
        (b"", ""),
    ],
)
def test_other_files_are_refused(content: bytes, suffix: str) -> None:
    with pytest.raises(InvalidData):
        logo_svg(content, suffix)


@given(st.from_regex("#[0-9a-fA-F]{6}", fullmatch=True))
def test_text_in_the_color_can_be_read_on_white(color: str) -> None:
    assert contrast(accent(color), WHITE) >= 4.5


def test_dark_colors_stay() -> None:
    assert accent("#7A1F3D") == "#7a1f3d"
    assert accent("") == ""


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "rgb(1,2,3)", "#1234567", "#123456\n"])
def test_other_colors_are_refused(color: str) -> None:
    with pytest.raises(InvalidData):
        accent(color)
