"""``iza translate``: the texts of a case in the client's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iza.cli import desk
from iza.cli.options import CaseArg, FromOption, JsonOption, Tongues, flag, text_option
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _
from iza.model.procedure import Action

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.procedure.translate import GivenTranslation, TextRow

app = Commands()

_STOP = "."


_TONGUES = Tongues()
LangOption = Annotated[
    str | None,
    typer.Option(
        "--lang", parser=_TONGUES, metavar=N_("CODE"), show_default=False, autocompletion=_TONGUES.complete,
        help=N_("The language; if not given, the one the client reads or speaks."),
    ),
]  # fmt: skip


@app.verb(
    "translate",
    help=N_(
        "Record translations of the texts of a case for documents in two languages: in a dialogue, or by a work "
        "sheet for an interpreter. The German text stays the binding one; where no translation is recorded, the "
        "text is interpreted orally. Allowed for signed agreements too."
    ),
    examples=[
        "iza translate 8QK2 --lang ar",
        "iza translate 8QK2 --lang ar --export sheet.yaml",
        "iza translate 8QK2 --from sheet.yaml",
    ],
)
def translate(
    case: CaseArg,
    lang: LangOption = None,
    source: FromOption = None,
    export: Annotated[
        str | None,
        text_option("--export", metavar=N_("FILE"), help=N_("Write a work sheet to be filled in; - prints it.")),
    ] = None,
    missing: Annotated[
        bool, flag("--missing", help=N_("Only list, print or export the texts that have no translation yet."))
    ] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import translate as translating

    office = desk.office()
    if source:
        tag, given = translating.read_sheet(office, case, source, lang)
        return desk.tell(translating.translate(office, case, tag, given), as_json=as_json)
    tag = translating.target_language(office, case, lang)
    if export == "-":
        return out.line(translating.work_sheet(office, case, tag, missing=missing).rstrip("\n"))
    if export:
        return desk.tell(translating.export(office, case, tag, Path(export), missing=missing), as_json=as_json)
    if as_json or missing:
        return _show_rows(
            office.repo.resolve(case), tag, translating.text_rows(office, case, tag, missing=missing), as_json
        )
    return desk.tell(translating.translate(office, case, tag, _ask_translations(office, case, tag)))


def _show_rows(case: str, tag: str, rows: list[TextRow], as_json: bool) -> None:
    from iza.app.words import tongue

    if as_json:
        return out.json({"case": case, "language": tag, "texts": [row.entry() for row in rows]})
    out.note(_("Translation: {language}").format(language=tongue(tag)))
    shown = [(row.id, row.spot, row.german) for row in rows]
    return out.table((_("Id"), _("Where"), _("German text")), shown, empty=_("Every text is translated."))


def _ask_translations(office: Office, case: str, tag: str) -> dict[str, GivenTranslation]:
    """Each text without a translation, and what the person types for it."""
    from iza.app.procedure.translate import GivenTranslation, text_rows
    from iza.app.words import tongue
    from iza.cli.terminal import prompts

    desk.allowed(office, case, Action.TRANSLATE)
    open_rows = text_rows(office, case, tag, missing=True)
    if not open_rows:
        return {}
    prompts.require_terminal(_("Write a sheet with --export FILE and read it back with --from FILE."))
    out.note(_("Translation: {language}").format(language=tongue(tag)))
    out.note(_("Enter skips what is interpreted orally, a full stop ends, Ctrl-C stops without changing anything."))
    given: dict[str, GivenTranslation] = {}
    for row in open_rows:
        answer = _ask_one(row)
        if answer == _STOP:
            break
        given[row.id] = GivenTranslation(answer or "", row.german)
    return given


def _ask_one(row: TextRow) -> str | None:
    """The translation of one text, checked like every answer of a dialogue; a full stop ends."""
    from iza.cli.terminal.forms import Field, Question

    class Asked(Question):
        def read(self, text: str) -> Any:
            return text if text == _STOP else super().read(text)

    out.note(f"\n{row.german}")
    answer: str | None = Asked("case", (), Field(row.path, prompt=row.spot, multiline="\n" in row.german)).answer()
    return answer
