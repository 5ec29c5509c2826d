"""``iza agreement …``: render, issue, withdraw, sign, status."""

from __future__ import annotations

import re
from typing import Annotated

from iza.cli import desk, paper
from iza.cli.options import (
    SIGNERS,
    CaseArg,
    FromOption,
    JsonOption,
    OnOption,
    day_option,
    flag,
    role_option,
    text_option,
)
from iza.cli.terminal.output import out
from iza.cli.tree import Commands
from iza.errors import UsageError
from iza.i18n import N_, _
from iza.model.procedure import Action

app = Commands(help=N_("Render, issue and sign the agreement."))


@app.verb(
    "render",
    help=N_(
        "Write the agreement as Markdown and PDF into the folder output/, in German and in the language the client "
        "reads: the draft, else the latest version, as it was issued, with the signatures that were recorded."
    ),
    examples=[
        "iza agreement render 8QK2",
        "iza agreement render 8QK2 --lang ar --layout columns --open",
        "iza agreement render 8QK2 --version 1",
    ],
)
def render(
    case: CaseArg,
    kind: paper.FormatOption = "all",
    lang: paper.LanguageOption = None,
    layout: paper.LayoutOption = "below",
    large: paper.LargeOption = False,
    output: paper.FolderOption = None,
    show: paper.OpenOption = False,
    watch: Annotated[
        bool, flag("--watch", help=N_("Write a draft, and again whenever a template or the case changes."))
    ] = False,
    version: Annotated[
        int | None, text_option("--version", metavar=N_("N"), help=N_("Version N instead of the latest one."))
    ] = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.letters import render as rendering

    office, style, formats = desk.office(), paper.style(lang, layout, large), paper.formats(kind)
    if version is not None and watch:
        raise UsageError(_("A version that was issued changes no more: --version does not go with --watch."))
    if watch:
        return paper.watch(
            office, lambda: rendering.paper(desk.office(), case, "agreement", style, as_draft=True), formats, output,
            opened=show,
        )
    made = rendering.paper(office, case, "agreement", style, version=version)
    if output == "-":
        out.line(made.markdown)
        return paper.tell_version(rendering.rendered(made))
    result = rendering.write(office, made, formats, paper.folder(output))
    if as_json:
        return out.json(result)
    paper.tell([result])
    if show:
        paper.show([result])
    if result.draft and result.version == 1:
        out.next(f"iza agreement issue {result.case}")
    return None


@app.verb(
    "issue",
    help=N_("Freeze the plan as a version for signature: from now on paper and record say the same."),
    examples=["iza agreement issue 8QK2"],
)
def issue(case: CaseArg, on: OnOption = None, as_json: JsonOption = False) -> None:
    from iza.app.procedure import agreement

    desk.tell(agreement.issue(desk.office(), case, on), as_json=as_json)


@app.verb(
    "withdraw",
    help=N_("Take an issued agreement back before it is signed, to change it."),
    examples=["iza agreement withdraw 8QK2"],
)
def withdraw(case: CaseArg, as_json: JsonOption = False) -> None:
    from iza.app.procedure import agreement

    desk.tell(agreement.withdraw(desk.office(), case), as_json=as_json)


@app.verb(
    "sign",
    help=N_(
        "Record who signed, where and when, with the date of the first review. Without --signed everybody who "
        "took part in the clearing signed, except those given with --missing and their reason."
    ),
    examples=[
        "iza agreement sign 8QK2 --on 1.4.2026 --place Albweil --review-on 30.6.2026",
        'iza agreement sign 8QK2 --on 1.4.2026 --place Albweil --review-on 30.6.2026 --missing mentor="holt es nach"',
    ],
)
def sign(
    case: CaseArg,
    on: Annotated[str | None, day_option("--on", help=N_("The day of the signatures."))] = None,
    place: Annotated[str | None, text_option("--place", metavar=N_("TEXT"), help=N_("Where it was signed."))] = None,
    review_on: Annotated[str | None, day_option("--review-on", help=N_("The day of the next review."))] = None,
    signed: Annotated[
        list[str] | None,
        role_option("--signed", roles=SIGNERS, metavar=N_("ROLE"), help=N_("Who signed; may be given several times.")),
    ] = None,
    missing: Annotated[
        list[str] | None,
        text_option("--missing", metavar=N_("ROLE=REASON"), help=N_("Who did not sign, and why.")),
    ] = None,
    source: FromOption = None,
    as_json: JsonOption = False,
) -> None:
    from iza.app.changing import intake
    from iza.app.procedure import agreement
    from iza.cli.terminal import guides

    office = desk.office()
    options = desk.filled(signed_on=on, place=place, review_on=review_on)
    answers = options
    if source or not (on and place):
        allowed = desk.allowed(office, case, Action.AGREEMENT_SIGN)
        answers = (
            desk.given("signing", source, lambda: guides.signing(agreement.signatories(allowed, office.day), options))
            | options
        )
    words = [part for word in missing or [] for part in _split_reasons(word)]
    reasons = intake.mapping(answers, "missing") | dict(_role_and_reason(word) for word in words)
    outcome = agreement.sign(
        office,
        case,
        answers.get("signed_on", ""),
        answers.get("place", ""),
        review_on=intake.day(answers, "review_on", "") if "review_on" in answers else None,
        signed=desk.split(signed) or intake.word_list(answers, "signed"),
        missing=reasons,
    )
    desk.tell(outcome, as_json=as_json)


def _split_reasons(word: str) -> list[str]:
    """A comma before another ROLE= begins the next one; other commas belong to the reason."""
    roles = {name for role in SIGNERS.all_choices() for name in (role.code, role.label, *role.others)}
    roles_pattern = "|".join(map(re.escape, sorted(roles, key=len, reverse=True)))
    return re.split(rf"(?i),\s*(?=(?:{roles_pattern})(?::[\w-]+)?=)", word)


def _role_and_reason(word: str) -> tuple[str, str]:
    role, equals, reason = word.partition("=")
    if not equals or not reason.strip():
        raise UsageError(_("A missing signature is given with its reason: --missing ROLE=REASON."))
    return SIGNERS.role(role), reason


@app.verb(
    "status",
    help=N_(
        "The versions, and whether the record still says what was signed; if not, each difference. With --paper: is "
        "the paper in your hand the current version? Ends with 1 if it is not."
    ),
    examples=["iza agreement status 8QK2", "iza agreement status 8QK2 --paper 1a2b3c4d5e6f"],
)
def status(
    case: CaseArg,
    paper: Annotated[
        str | None,
        text_option(
            "--paper",
            metavar=N_("HASH"),
            help=N_("The checksum printed on a paper (8 digits or more), or the text of its QR code."),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> int:
    from iza.app.procedure.agreement_status import agreement_status
    from iza.app.trail import paper_check as judging
    from iza.cli.terminal import paper_check_page

    office = desk.office()
    if paper is not None:
        return paper_check_page.show(judging.judge(office, case, paper), as_json=as_json)
    paper_check_page.status(agreement_status(office, case), as_json=as_json)
    return 0
