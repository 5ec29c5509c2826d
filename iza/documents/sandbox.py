"""Jinja in a sandbox: plain data in, Markdown out, every printed value escaped."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iza.documents.catalogue import GERMAN, PLACE, load
from iza.documents.escape import escape, isolated, ltr
from iza.errors import InvalidData, NotFound
from iza.i18n import _
from iza.plaintext import NOT_UTF8, NotUtf8, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from jinja2 import Environment

    from iza.documents.catalogue import Catalogue

TEMPLATE_NAME = re.compile(r"[a-z][a-z0-9-]{0,59}\.md\.j2")
_BLANK_LINES = re.compile(r"\n{3,}")
# What a template of documents needs; the others make markup, reach for attributes or bring random.
_FILTERS = (
    "capitalize", "count", "default", "first", "join", "last", "length", "list", "lower", "map", "reject",
    "rejectattr", "select", "selectattr", "sort", "trim", "unique", "upper",
)  # fmt: skip
_cached: dict[tuple[Path, ...], Environment] = {}


def render(template: str, data: Mapping[str, object], folders: Sequence[Path], language: str = GERMAN.tag) -> str:
    """Render in this process from the first of ``folders`` that has the template, in a language."""
    from jinja2 import TemplateError

    catalogue = load(language, folders)
    # Plain by construction: no object whose method could be called.
    plain = json.loads(json.dumps(data))
    if catalogue.rtl:
        plain = _isolated_data(plain)
    try:
        text = (
            _environment_over(tuple(folders))
            .get_template(template)
            .render(plain, _=partial(_translated_text, catalogue))
        )
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        # The cause may hold values.
        raise _in_words(error, template) from None
    return _tidy_text(text)


def _translated_text(catalogue: Catalogue, text: str, /, **values: object) -> object:
    """``{{ _("Ziel {number}", number=1) }}``: the fixed text in the language of the render, values escaped."""
    from jinja2 import UndefinedError
    from markupsafe import Markup

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise UndefinedError(f"'{match[1]}' is undefined")
        return str(_printed_value(values[match[1]]))

    return Markup(PLACE.sub(value, catalogue.text(text)))  # noqa: S704 - a text of ours, with escaped values


def _isolated_data(node: Any) -> Any:
    """The data with telephone numbers, dates and codes kept in their order inside right-to-left text."""
    if isinstance(node, dict):
        return {key: _isolated_data(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_isolated_data(value) for value in node]
    return isolated(node) if isinstance(node, str) else node


def _environment_over(folders: tuple[Path, ...]) -> Environment:
    """The sandbox over these folders; it keeps what it has compiled."""
    if folders not in _cached:
        _cached[folders] = _new_environment(folders)
    return _cached[folders]


def _new_environment(folders: tuple[Path, ...]) -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(partial(_source_of, folders)),
        autoescape=True,
        finalize=_printed_value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters = {name: environment.filters[name] for name in _FILTERS} | {"ltr": ltr}
    environment.globals = {"namespace": environment.globals["namespace"]}
    return environment


def _source_of(folders: Sequence[Path], name: str) -> tuple[str, str, Callable[[], bool]] | None:
    """The text of a template, its file, and whether that is still so: somebody may be editing it."""
    path = _template_path(folders, name)
    if path is None:
        return None
    seen = _stamp_of(path)
    try:
        text = decoded(path.read_bytes())
    except NotUtf8:
        raise InvalidData(f"templates/{name}: {_(NOT_UTF8)}") from None
    return text, str(path), lambda: _template_path(folders, name) == path and _stamp_of(path) == seen


def _template_path(folders: Sequence[Path], name: str) -> Path | None:
    """The first of the folders that has the template; a link is no template."""
    paths = [folder / name for folder in folders] if TEMPLATE_NAME.fullmatch(name) else []
    return next((path for path in paths if path.is_file() and not path.is_symlink()), None)


def _stamp_of(path: Path) -> tuple[int, int]:
    stat = path.stat()
    return stat.st_mtime_ns, stat.st_size


def _printed_value(value: object) -> object:
    """What ``{{ value }}`` prints; results of macros are escaped already."""
    from jinja2.runtime import Undefined
    from markupsafe import Markup

    if value is None or isinstance(value, (bool, list, dict)):
        raise TypeError(f"a {type(value).__name__} where a text is printed")
    if isinstance(value, (Markup, Undefined)):
        return value
    return Markup(escape(str(value)))  # noqa: S704 - escaped for Markdown the moment before


def _tidy_text(text: str) -> str:
    """No spaces at line ends, no more than one empty line, one newline at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return _BLANK_LINES.sub("\n\n", lines).strip() + "\n"


def _in_words(error: Exception, template: str) -> InvalidData | NotFound:
    """The error for people: the template, its line, and what is missing; never a value."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError

    if isinstance(error, TemplateNotFound):
        return NotFound(_("There is no template {template}.").format(template=error.name or template))
    file, line = _template_line(error.__traceback__, template)
    problem = _("it cannot be used as it is ({kind})").format(kind=type(error).__name__)
    if isinstance(error, TemplateSyntaxError):
        file, line, problem = error.name or template, error.lineno, (error.message or problem).rstrip(".")
    elif isinstance(error, UndefinedError):
        problem = _("the field {field} is missing").format(field=_last_quoted_name(error.message or ""))
    return InvalidData(
        _("Template {template}, line {line}: {problem}.").format(template=file, line=line, problem=problem),
        _("A template of the same name in the folder templates/ goes before the one of iza."),
    )


def _template_line(trace: TracebackType | None, template: str) -> tuple[str, int]:
    """The innermost template line of a traceback (Jinja gives its frames the template's file)."""
    innermost = (template, 0)
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith(".j2"):
            innermost = (Path(name).name, trace.tb_lineno)
        trace = trace.tb_next
    return innermost


def _last_quoted_name(message: str) -> str:
    """The last quoted name of Jinja's message: ``'dict object' has no attribute 'town'``."""
    names = re.findall(r"'([^']*)'", message)
    named = [name for name in names if name != "dict object"]
    return named[-1] if named else "?"
