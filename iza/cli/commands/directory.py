"""``iza partner|offer|mentor|interpreter|worker …``: five groups of one making."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from iza.cli import desk
from iza.cli.options import EntryArg, FromOption, JsonOption, argument, flag, text_option
from iza.cli.options import OnOption as On
from iza.cli.terminal import key_table, tables
from iza.cli.tree import Commands
from iza.i18n import N_

AllEntries = Annotated[bool, flag("--all", help=N_("Those that have ended too."))]


def _group_of(name: str, kind: str, title: str, example: str) -> Commands:
    """The commands for one file of the directory; ``example`` is an id in it."""
    group = Commands(help=title)

    @group.verb("list", help=N_("List the entries."), examples=[f"iza {name} list"])
    def list_entries(everything: AllEntries = False, as_json: JsonOption = False) -> None:
        from iza.app.county import directory

        tables.entries(kind, directory.entries(desk.office(), kind, ended=everything), as_json=as_json)

    @group.verb("show", help=N_("Show one entry."), examples=[f"iza {name} show {example}"])
    def show(ref: EntryArg, as_json: JsonOption = False) -> None:
        from iza.app.county import directory_entry

        tables.entry(kind, directory_entry.entry(desk.office(), kind, ref), as_json=as_json)

    @group.verb(
        "add",
        help=N_("Add an entry: in a dialogue, or from a file with its fields."),
        examples=[f"iza {name} add", f"iza {name} add --from {name}.yaml"],
    )
    def add(source: FromOption = None, as_json: JsonOption = False) -> None:
        from iza.app.county import directory
        from iza.cli.terminal import guides

        record = desk.given(name, source, lambda: guides.entry(kind))
        desk.tell_entry(directory.add(desk.office(), kind, record), as_json=as_json)

    @group.verb(
        "edit",
        help=N_("Change fields of an entry: in a dialogue, or from a file with the fields to change."),
        examples=[f"iza {name} edit {example}", f"iza {name} edit {example} --from {name}.yaml"],
    )
    def edit(ref: EntryArg, source: FromOption = None, as_json: JsonOption = False) -> None:
        from iza.app.county import directory, directory_entry
        from iza.cli.terminal import guides

        office = desk.office()
        present = directory_entry.entry(office, kind, ref)
        record = desk.given(name, source, lambda: guides.entry(kind, present))
        desk.tell_entry(directory.edit(office, kind, ref, record), as_json=as_json)

    @group.verb(
        "end",
        help=N_("End an entry with a day; open cases that still name it are listed."),
        examples=[f"iza {name} end {example} --on 31.12.2026"],
    )
    def end(ref: EntryArg, on: On = None, as_json: JsonOption = False) -> None:
        from iza.app.county import directory

        office = desk.office()
        desk.tell_entry(directory.end(office, kind, ref, on or office.day), as_json=as_json)

    return group


partner = _group_of("partner", "partners", N_("Cooperation partners and their contact persons."), "vhs-albweil")
offer = _group_of("offer", "offers", N_("Offers: courses, counselling, clubs, internships."), "kurs-b1-neckarfurt")
mentor = _group_of("mentor", "mentors", N_("Volunteer mentors."), "P-7F3K")
interpreter = _group_of("interpreter", "interpreters", N_("Interpreters and their languages."), "D-AR-04")
worker = _group_of("worker", "caseworkers", N_("Caseworkers and their teams."), "kue")


@worker.verb(
    "key",
    help=N_(
        "The keys a caseworker signs with: list them, add one, end one. With your own key this clone signs every "
        "change. Only public keys are read: the file that ends in .pub."
    ),
    examples=[
        "iza worker key kue",
        "iza worker key me --add ~/.ssh/id_ed25519.pub",
        "iza worker key me --use ~/.ssh/id_ed25519.pub",
        "iza worker key kue --revoke SHA256:Yy0Fo7",
    ],
)
def key(
    ref: Annotated[str, argument(N_("ID"), N_("The id of the caseworker in the directory; `me` is you."))],
    add: Annotated[
        str | None, text_option("--add", metavar=N_("FILE"), help=N_("Add the public key in this file."))
    ] = None,
    use: Annotated[
        str | None,
        text_option("--use", metavar=N_("FILE"), help=N_("Sign in this clone with your key, which a colleague added.")),
    ] = None,
    revoke: Annotated[
        str | None,
        text_option(
            "--revoke", metavar=N_("FINGERPRINT"), help=N_("End the key with this fingerprint, or its beginning, now.")
        ),
    ] = None,
    _listed: Annotated[bool, flag("--list", help=N_("List the keys, as without any option."))] = False,
    as_json: JsonOption = False,
) -> None:
    from iza.app.county import signing_keys

    key_table.refuse_several(add, use, revoke)
    office = desk.office()
    if add is not None:
        return key_table.done(signing_keys.add(office, ref, Path(add)), as_json=as_json)
    if use is not None:
        return key_table.done(signing_keys.use(office, ref, Path(use)), as_json=as_json)
    if revoke is not None:
        return key_table.done(signing_keys.revoke(office, ref, revoke), as_json=as_json)
    return key_table.show(signing_keys.keys(office, ref), as_json=as_json)
