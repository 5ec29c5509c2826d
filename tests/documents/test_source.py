"""The data on its way into the layout: any text arrives as it was, and none of it is read as Typst."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from iza.documents.pdf import _typst_source

CALL = re.compile(rb'#import "layout\.typ": document-of\n#document-of\("((?:[^"\\]|\\["\\])*)"\)\n')
TEXTS = st.text(st.characters(codec="utf-8"))


@given(TEXTS | st.text('"\\#()[]{}$@\n/*'))
def test_a_text_stays_inside_the_string(text: str) -> None:
    source = _typst_source({"markdown": text})
    found = CALL.fullmatch(source)
    assert found
    assert json.loads(re.sub(rb"\\(.)", rb"\1", found[1])) == {"markdown": text}
    assert all(32 <= byte < 127 or byte == 10 for byte in source)
