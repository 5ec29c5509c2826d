"""Texts that somebody might enter to make a document do something: each has to come out as text."""

from __future__ import annotations

PAYLOADS = {
    # Typst
    "typst-read": '#read("/etc/passwd")',
    "typst-eval": '#eval("1 + 1")',
    "typst-include": '#include "/etc/passwd"',
    "typst-panic": '#panic("x")',
    "typst-math": "$ integral $ und $x$",
    "typst-label": "@ref und <label> und a.b@c.example",
    "typst-string": '"; #read("x") //',
    "typst-comment": "// weg /* auch weg */",
    "typst-content": "#set page(fill: black) [x] *fett* _kursiv_",
    "typst-lists": "= Titel",
    "typst-term": "/ Wort: Erklärung",
    # Jinja
    "jinja-expression": "{{ 7 * 7 }}",
    "jinja-class": "{{ ''.__class__.__mro__ }}",
    "jinja-block": "{% for x in y %}{% endfor %}",
    "jinja-include": "{% include '/etc/passwd' %}",
    "jinja-comment": "{# weg #}",
    # Markdown
    "markdown-heading": "\n\n# Überschrift\n\n",
    "markdown-list": "- a\n- b\n1. c",
    "markdown-table": "| a | b |\n|---|---|\n| c | d |",
    "markdown-cells": "a | b | c",
    "markdown-emphasis": "**fett** __fett__ *kursiv* _kursiv_",
    "markdown-link": "[hier](http://böse.example) und <http://böse.example>",
    "markdown-image": "![bild](/etc/passwd)",
    "markdown-code": "`` `code` `` und ```rohtext```",
    "markdown-raw": '`#read("/etc/passwd")`{=typst}',
    "markdown-sign": "________________",
    "markdown-rule": "---",
    "markdown-setext": "Titel\n=====",
    "markdown-escape": "\\\\ \\| \\* \\",
    "markdown-entities": "&lt;b&gt; &#35; &amp;",
    # HTML
    "html-script": "<script>alert(1)</script>",
    "html-close": "</div></div>",
    "html-div": '<div lang="ar" dir="rtl">',
    "html-comment": "<!-- weg -->",
    "html-iframe": '<iframe src="file:///etc/passwd"></iframe>',
    # Control characters and direction
    "control": "a\x00b\x07c\x1b[31md\x9be\x7ff",
    "feed": "a\x0cb\x0bc\r\nd\u2028e\u2029f\x85g",
    "override": "Konto \u202e4321\u202c und \u202dx",
    "isolate": "offen \u2067 links",
    "mark": "\ufeffVorspann",
    # Size
    "long-word": "q" * 220,
    "long-mixed": "a1-/" * 55,
    "long-text": "Wort " * 60,
}
UNPRINTABLE = {"emoji": "gut 😀 gemacht", "cjk": "王小明", "private": "a\ue123b", "tamil": "தமிழ்", "georgian": "ქართული"}
"""No font of ours has these: they are refused by name."""
