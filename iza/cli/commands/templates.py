"""``iza templates …``: a county's own wording."""

from __future__ import annotations

from typing import Annotated

from iza.cli import desk
from iza.cli.options import JsonOption, argument
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.i18n import N_, _, ngettext

app = Commands(help=N_("Your county's own wording of the documents."))


@app.verb(
    "list",
    help=N_("The templates of the documents, and which of them your county has changed."),
    examples=["iza templates list"],
)
def list_templates(as_json: JsonOption = False) -> None:
    from iza.app.letters import county_wording

    templates = county_wording.templates(desk.office())
    if as_json:
        return out.json(templates)
    own = {True: _("yes"), False: ""}
    return out.table(
        (_("File"), _("Document"), _("Own")),
        [(template.name, template.title, own[template.own]) for template in templates],
    )


@app.verb(
    "copy",
    help=N_(
        "Copy a template into the folder templates/ of your repository. Change the wording there: your file goes "
        "before the one of iza. A language like `ar` copies the translations."
    ),
    examples=["iza templates copy invitation-review", "iza templates copy ar"],
)
def copy(name: Annotated[str, argument(N_("NAME"), N_("A document, a file or a language."))]) -> None:
    from iza.app.letters import county_wording

    out.done(_("{file} is yours to change.").format(file=county_wording.copy(desk.office(), name)))
    out.next("iza templates check")


@app.verb(
    "check",
    help=N_("Try your templates on invented people: what does not work, with its line and the missing field."),
    examples=["iza templates check"],
)
def check(as_json: JsonOption = False) -> int | None:
    from iza.app.letters import county_wording

    problems = county_wording.check(desk.office())
    if as_json:
        out.json(problems)
        return 1 if problems else None
    for problem in problems:
        out.line(problem.message)
        if problem.hint:
            out.next(problem.hint)
    if not problems:
        out.done(_("All documents can be written."))
        return None
    out.note(ngettext("{count} problem.", "{count} problems.", len(problems)).format(count=len(problems)))
    return 1
