"""The table of commands: the one place that knows them before their modules are loaded.

``iza --help``, suggestions and shell completion read only this; a module is imported when its command
is called.
"""

from __future__ import annotations

from typing import NamedTuple

from iza.i18n import N_

DAILY = N_("Every day")
PROCEDURE = N_("Along the procedure")
DIRECTORY = N_("Directory")
SETUP = N_("Set up")


class CommandEntry(NamedTuple):
    """A command (``iza show``) or a group of commands (``iza review …``).

    ``attribute`` of ``module`` in ``iza.cli.commands`` is a :class:`iza.cli.tree.Commands`; a single
    command stands in it under its own name, so that several may share a module. ``words`` are what
    people type instead.
    """

    name: str
    module: str
    help: str
    section: str
    attribute: str = "app"
    group: bool = False
    words: tuple[str, ...] = ()


TABLE: tuple[CommandEntry, ...] = (
    CommandEntry("overdue", ".review", N_("Reviews past their date and cases without a next review"), DAILY,
                 words=("überfällig", "fällig", "due")),
    CommandEntry("list", ".cases", N_("The cases, by worker, team or phase"), DAILY, words=("liste", "fälle", "ls")),
    CommandEntry("show", ".cases", N_("One case: phase, goals, steps, reviews"), DAILY,
                 words=("zeigen", "anzeigen", "status")),
    CommandEntry("find", ".cases", N_("Look for a person"), DAILY, words=("suchen", "finden", "search")),
    CommandEntry("edit", ".edit", N_("Change a case in your editor; checked before it is saved"), DAILY,
                 words=("bearbeiten", "ändern")),
    CommandEntry("path", ".cases", N_("Where the file of a case lies"), DAILY, words=("pfad", "datei")),
    CommandEntry("history", ".history", N_("Who changed what, when and why"), DAILY,
                 words=("verlauf", "chronik", "log")),
    CommandEntry("diff", ".history", N_("What changed between two points of a case"), DAILY,
                 words=("unterschied", "vergleich", "änderungen")),
    CommandEntry("undo", ".undo", N_("Take an action on a case back"), DAILY,
                 words=("zurücknehmen", "rückgängig", "revert")),
    CommandEntry("blame", ".history", N_("Who wrote each field of a case, when and in which talk"), DAILY,
                 words=("urheber", "wer")),
    CommandEntry("check", ".check", N_("Check all files against schema and rules; changes nothing"), DAILY,
                 words=("prüfen", "validate")),
    CommandEntry("verify", ".verify", N_("Is the audit trail intact?"), DAILY,
                 words=("nachweis", "prüfsumme", "revision", "audit")),
    CommandEntry("clearing", ".clearing", N_("Open a case; plan, hold and decide on the clearing conversation"),
          PROCEDURE, group=True, words=("clearinggespräch", "aufnehmen", "neu", "create", "new")),
    CommandEntry("goal", ".goal", N_("Add, change and drop goals"), PROCEDURE, group=True, words=("ziel", "ziele")),
    CommandEntry("step", ".step", N_("Action steps: add, change, done, block, cancel"), PROCEDURE, group=True,
                 words=("schritt", "schritte")),
    CommandEntry("agreement", ".agreement", N_("Render, issue and sign the agreement"), PROCEDURE, group=True,
                 words=("vereinbarung", "zielvereinbarung", "izv")),
    CommandEntry("consent", ".consent", N_("Consents: which partner may know what; give, revoke, list"), PROCEDURE,
          group=True, words=("einwilligung", "einwilligungen", "widerruf")),
    CommandEntry("review", ".review", N_("Review talks: schedule, start, hold, cancel, overdue"), PROCEDURE,
          group=True, words=("auswertung", "auswertungsgespräch")),
    CommandEntry("translate", ".translate", N_("The texts of a case in the client's language"), PROCEDURE,
                 words=("übersetzen", "übersetzung", "translation")),
    CommandEntry("letter", ".letter", N_("Every other document: invitations, minutes, letters to partners"), PROCEDURE,
                 words=("brief", "schreiben", "dokument", "einladung")),
    CommandEntry("propose", ".proposal", N_("Put an action up for a second person"), PROCEDURE,
                 words=("vorschlagen", "vorlegen")),
    CommandEntry("proposal", ".proposal", N_("What waits for a second person: list, show"), PROCEDURE, "proposal",
          group=True, words=("vorschlag", "vorschläge", "proposals")),
    CommandEntry("approve", ".proposal", N_("Approve what somebody else proposed"), PROCEDURE,
                 words=("freigeben", "genehmigen")),
    CommandEntry("reject", ".proposal", N_("Decline a proposal, or take back your own"), PROCEDURE,
                 words=("ablehnen", "zurückziehen")),
    CommandEntry("pause", ".pause_and_close", N_("Let a case rest for a while"), PROCEDURE,
                 words=("pausieren", "ruhen")),
    CommandEntry("resume", ".pause_and_close", N_("Take up a paused case again"), PROCEDURE, words=("fortsetzen",)),
    CommandEntry("close", ".pause_and_close", N_("Close a case with its reason"), PROCEDURE,
                 words=("abschließen", "schließen", "beenden")),
    CommandEntry("partner", ".directory", N_("Cooperation partners and their contact persons"), DIRECTORY, "partner",
          group=True, words=("kooperationspartner",)),
    CommandEntry("offer", ".directory", N_("Offers: courses, counselling, clubs, internships"), DIRECTORY, "offer",
          group=True, words=("angebot", "angebote", "kurs")),
    CommandEntry("mentor", ".directory", N_("Volunteer mentors"), DIRECTORY, "mentor", group=True,
                 words=("mentorin", "mentoren", "pate", "patin")),
    CommandEntry("interpreter", ".directory", N_("Interpreters and their languages"), DIRECTORY, "interpreter",
          group=True, words=("dolmetscher", "dolmetscherin", "sprachmittler")),
    CommandEntry("worker", ".directory", N_("Caseworkers and their teams"), DIRECTORY, "worker", group=True,
                 words=("mitarbeiter", "fallmanager", "sachbearbeiter", "caseworker")),
    CommandEntry("templates", ".templates", N_("Your county's own wording of the documents"), SETUP, group=True,
                 words=("vorlage", "vorlagen", "template")),
    CommandEntry("init", ".setup", N_("Make a new case repository"), SETUP, words=("anlegen", "einrichten")),
    CommandEntry("trust", ".trust", N_("Programs that a received repository brings along"), SETUP,
                 words=("vertrauen", "erlauben", "zulassen")),
    CommandEntry("migrate", ".undo", N_("Bring files of an older iza into the present format"), SETUP,
                 words=("migrieren", "umstellen", "upgrade")),
    CommandEntry("demo", ".setup", N_("A case repository with invented people, to try things out"), SETUP,
                 words=("beispiel", "example")),
)  # fmt: skip
