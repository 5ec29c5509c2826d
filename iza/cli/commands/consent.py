"""``iza consent …``: what a partner may know, when that was revoked, and what stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from iza.cli import desk
from iza.cli.options import (
    CaseArg,
    ConsentArg,
    FromOption,
    JsonOption,
    code_option,
    day_option,
    flag,
    id_option,
    text_option,
)
from iza.cli.terminal.output import out
from iza.cli.terminal.style import Span, Style
from iza.cli.tree import Commands
from iza.i18n import N_, _
from iza.model.procedure import Action

if TYPE_CHECKING:
    from iza.app.office import Office
    from iza.app.procedure.consent import ConsentRow
    from iza.cli.terminal.answers import Choice

app = Commands(help=N_("Consents: which partner may know what; give, revoke, list."))

_CONSENT = ("consents", 0)
_NEEDED = ("partner", "data", "purpose", "signed_by")
_STATES: dict[str, tuple[str, Style]] = {
    "valid": (N_("valid"), "good"),
    "expired": (N_("expired"), "dim"),
    "revoked": (N_("revoked"), "bad"),
}


@app.verb(
    "give",
    help=N_(
        "Record which data the client lets a partner know, and what for. What is not given by options is asked. "
        "Clients sign themselves from the age of 15, a guardian only in addition."
    ),
    examples=[
        "iza consent give 8QK2",
        'iza consent give 8QK2 --partner hwk --data contact,goals_training --purpose "Praktikum" --signed-by client',
        "iza consent give 8QK2 --from consent.yaml",
    ],
)
def give(
    case: CaseArg,
    partner: Annotated[
        list[str] | None,
        id_option("--partner", help=N_("The partner who may know it; may be given several times.")),
    ] = None,
    data: Annotated[
        str | None,
        code_option(
            "--data", kind="case", path=(*_CONSENT, "data", 0), many=True, help=N_("Which data, with commas.")
        ),
    ] = None,
    purpose: Annotated[
        str | None, text_option("--purpose", metavar=N_("TEXT"), help=N_("What the partner may use the data for."))
    ] = None,
    on: Annotated[str | None, day_option("--on", help=N_("The day it was signed; today if not given."))] = None,
    until: Annotated[str | None, day_option("--until", help=N_("The last day it is valid, if it ends."))] = None,
    signed_by: Annotated[
        str | None,
        code_option(
            "--signed-by", kind="case", path=(*_CONSENT, "signed_by", 0), many=True,
            help=N_("Who signed it, with commas: client, guardian."),
        ),
    ] = None,
    source: FromOption = None,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    from iza.app.procedure import consent

    office = desk.office()
    fields = desk.filled(
        partner=desk.split(partner) or None, data=_codes_of(data), purpose=purpose, given_on=on, valid_until=until,
        signed_by=_codes_of(signed_by),
    )  # fmt: skip
    if source or any(name not in fields for name in _NEEDED):
        desk.allowed(office, case, Action.CONSENT_GIVE)
        fields = desk.given("consent", source, lambda: _ask_rest(office, fields)) | fields
    desk.tell(consent.give(office, case, fields), as_json=as_json)


def _codes_of(text: str | None) -> list[str] | None:
    return desk.split([text]) if text else None


def _ask_rest(office: Office, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the options leave open, one question after the other."""
    from iza.cli.terminal.forms import Field, ask

    answers = {} if "partner" in given else {"partner": _ask_partners(office)}
    fields = (
        Field(("data",), required=True),
        Field(("purpose",), required=True),
        Field(("given_on",), required=True),
        Field(("valid_until",)),
        Field(("signed_by",), required=True),
    )
    left = [field for field in fields if field.path[0] not in given]
    return answers | ask("case", left, {"given_on": office.day, "signed_by": ["client"]}, base=_CONSENT)


def _ask_partners(office: Office) -> list[str]:
    from iza.app.county import directory
    from iza.cli.terminal import answers, prompts

    prompts.require_terminal(
        _("Say it with the options --partner, --data, --purpose and --signed-by, or with --from FILE.")
    )
    partners = [answers.Choice(partner["id"], partner["name"]) for partner in directory.entries(office, "partners")]
    out.note(_("Partner (several with commas, ? lists all)"))
    return prompts.ask_until(
        lambda text: _partner_ids(text, partners), lambda: prompts.show_choices(partners, everything=True)
    )


def _partner_ids(text: str, choices: Sequence[Choice]) -> list[str]:
    """The ids of the partners named. Raises ValueError where there is none."""
    from iza.cli.terminal import answers

    ids = [answers.code(word, choices) for word in desk.split([text])]
    if not ids:
        raise ValueError(_("this is needed."))
    return list(dict.fromkeys(ids))


@app.verb(
    "revoke",
    help=N_(
        "Record that the client revoked a consent: from that day on nothing is passed on under it. It stays on "
        "record, and you see what the partner received and has to be told about."
    ),
    examples=["iza consent revoke 8QK2 2", "iza consent revoke 8QK2 e-7k3m --on 18.3.2026"],
)
def revoke(
    case: CaseArg,
    ref: ConsentArg,
    on: Annotated[str | None, day_option("--on", help=N_("The day it was revoked; today if not given."))] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import consent

    desk.tell(consent.revoke(desk.office(), case, ref, on), as_json=as_json)


@app.verb(
    "list",
    help=N_("Which partner may know what, what for and how long; and what was passed on."),
    examples=["iza consent list 8QK2", "iza consent list 8QK2 --all"],
)
def list_consents(
    case: CaseArg,
    everything: Annotated[bool, flag("--all", help=N_("Those that are revoked or expired, too."))] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.procedure import consent

    rows = consent.consent_rows(desk.office(), case, everything=everything)
    if as_json:
        return out.json([_row_as_data(row) for row in rows])
    for row in rows:
        _show_row(row)
    if not rows:
        out.note(_("No consent is recorded.") if everything else _("No consent holds today; --all shows earlier ones."))
    return None


def _row_as_data(row: ConsentRow) -> dict[str, Any]:
    return {"number": row.number, **row.consent, "name": row.name, "state": row.state, "transmissions": row.sent}


def _show_row(row: ConsentRow) -> None:
    from iza.app.procedure.consent import transmission_in_words
    from iza.app.words import day, value

    consent = row.consent
    state, style = _STATES[row.state]
    out.line(
        Span(f"{row.number} {row.name}", "strong"), " · ", Span(_(state), style), Span(f" · {consent['id']}", "dim")
    )
    out.pairs(
        [
            (_("Data"), value((*_CONSENT, "data"), list(consent["data"]))),
            (_("Purpose"), consent["purpose"]),
            (_("Given on"), day(consent["given_on"])),
            (_("Valid until"), day(consent.get("valid_until", ""))),
            (_("Revoked on"), day(consent.get("revoked_on", ""))),
            (_("Signed by"), value((*_CONSENT, "signed_by"), list(consent.get("signed_by", [])))),
            (_("Passed on"), "\n".join(transmission_in_words(sent) for sent in row.sent)),
        ],
        indent=2,
    )
