"""What the commands that write documents share: their options, and how they tell what was written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iza.cli.options import Tongues, flag, text_option
from iza.cli.terminal import tables
from iza.cli.terminal.output import out
from iza.errors import UsageError
from iza.i18n import N_, _

if TYPE_CHECKING:
    from iza.app.letters.frame import Style
    from iza.app.letters.render import Paper, Rendered
    from iza.app.office import Office

FORMATS = {"all": ("md", "pdf"), "md": ("md",), "pdf": ("pdf",)}
_LOOK = N_("Looks")
_PULSE = 0.5  # seconds between two looks at the files

FormatOption = Annotated[
    str,
    text_option(
        "--format", metavar="md|pdf|all", help=N_("Markdown, PDF or both (that is the default)."), panel=_LOOK
    ),
]


_TONGUES = Tongues(german=True)
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang", parser=_TONGUES, metavar=N_("CODE"), show_default=False, autocompletion=_TONGUES.complete,
        rich_help_panel=_LOOK,
        help=N_("The second language; if not given, the one the client reads. `de` is German alone."),
    ),
]  # fmt: skip
LayoutOption = Annotated[
    str,
    text_option(
        "--layout", metavar="below|columns", help=N_("The second language below the German or beside it."), panel=_LOOK
    ),
]
LargeOption = Annotated[bool, flag("--large-print", help=N_("Letters of 16 points."), panel=_LOOK)]
FolderOption = Annotated[
    str | None, text_option("--output", metavar=N_("DIR"), help=N_("Another folder; - prints the Markdown."))
]
OpenOption = Annotated[bool, flag("--open", help=N_("Show the PDF in the viewer of this computer."))]


def formats(word: str) -> tuple[str, ...]:
    """The formats of ``--format``. Raises UsageError."""
    if word not in FORMATS:
        raise UsageError(_("The format is md, pdf or all."), "--format pdf")
    return FORMATS[word]


def style(language: str | None, layout: str, large: bool) -> Style:
    """How a paper is to look. Raises UsageError."""
    from iza.app.letters.frame import Style

    if layout not in ("below", "columns"):
        raise UsageError(_("The layout is below or columns."), "--layout columns")
    return Style(language, columns=layout == "columns", large=large)


def folder(output: str | None) -> Path | None:
    """Where the files go; ``output/`` of the repository if nothing was said."""
    return Path(output) if output else None


def show(written: Sequence[Rendered]) -> None:
    """Open the PDFs in the system's viewer."""
    for path in (path for rendered in written for path in rendered.files if path.suffix == ".pdf"):
        typer.launch(str(path))


def watch(
    office: Office, make: Callable[[], Paper], forms: Sequence[str], output: str | None, *, opened: bool
) -> None:
    """Write a paper, and again whenever its case or a template changes, until Ctrl-C; mistakes are told, not fatal."""
    from time import sleep

    from iza import disk
    from iza.app.letters import render
    from iza.errors import IzaError

    out.note(_("Watching the case and the templates; Ctrl-C ends it."))
    seen: object = None
    while True:
        # Before reading them, so that no change in between is missed.
        now = render.state(office)
        if now == seen:
            sleep(_PULSE)
            continue
        seen = now
        try:
            written = render.write(office, make(), forms, folder(output))
        except IzaError as error:
            out.error(error.message, error.hint, error.more)
            continue
        except OSError as error:
            # The viewer holds the file.
            out.error(_("The file could not be written: {reason}.").format(reason=disk.reason(error)))
            continue
        tell([written])
        if opened:
            show([written])
            opened = False


def tell(written: Sequence[Rendered]) -> None:
    """The files that were written, one on each line, and of which version they are."""
    for rendered in written:
        for path in rendered.files:
            out.path(path)
        tell_version(rendered)
    # Who watches a template wants to see it now, in a pipe too.
    out.flush()


def tell_version(made: Rendered) -> None:
    """Which version an agreement is, where it comes from, and what somebody should know of it."""
    if made.signed_on:
        sentence = _("Version {number}, signed on {signed}, as it was issued on {issued} (commit {commit}).")
    elif made.issued_on:
        sentence = _("Version {number}, out for signature, as it was issued on {issued} (commit {commit}).")
    elif made.kind != "agreement":
        return
    elif made.version > 1:
        sentence = _("A draft of version {number}; nothing of it is issued.")
    else:
        sentence = _("A draft; nothing of it is issued.")
    issued, signed = map(tables.day, (made.issued_on, made.signed_on))
    out.note(sentence.format(number=made.version, issued=issued, signed=signed, commit=made.commit[:10]))
    for note in made.notes:
        out.warn(note)
