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


class Entry(NamedTuple):
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


TABLE: tuple[Entry, ...] = (
    Entry("overdue", ".review", N_("Reviews past their date and cases without a next review"), DAILY,
          words=("überfällig", "fällig", "due")),
    Entry("list", ".cases", N_("The cases, by worker, team or phase"), DAILY, words=("liste", "fälle", "ls")),
    Entry("show", ".cases", N_("One case: phase, goals, steps, reviews"), DAILY,
          words=("zeigen", "anzeigen", "status")),
    Entry("find", ".cases", N_("Look for a person"), DAILY, words=("suchen", "finden", "search")),
    Entry("edit", ".edit", N_("Change a case in your editor; checked before it is saved"), DAILY,
          words=("bearbeiten", "ändern")),
    Entry("path", ".cases", N_("Where the file of a case lies"), DAILY, words=("pfad", "datei")),
    Entry("history", ".history", N_("Who changed what, when and why"), DAILY,
          words=("verlauf", "chronik", "log")),
    Entry("diff", ".history", N_("What changed between two points of a case"), DAILY,
          words=("unterschied", "vergleich", "änderungen")),
    Entry("undo", ".undo", N_("Take an action on a case back"), DAILY,
          words=("zurücknehmen", "rückgängig", "revert")),
    Entry("blame", ".history", N_("Who wrote each field of a case, when and in which talk"), DAILY,
          words=("urheber", "wer")),
    Entry("check", ".check", N_("Check all files against schema and rules; changes nothing"), DAILY,
          words=("prüfen", "validate")),
    Entry("verify", ".verify", N_("Is the audit trail intact?"), DAILY,
          words=("nachweis", "prüfsumme", "revision", "audit")),
    Entry("clearing", ".clearing", N_("Open a case; plan, hold and decide on the clearing conversation"),
          PROCEDURE, group=True, words=("clearinggespräch", "aufnehmen", "neu", "create", "new")),
    Entry("goal", ".goal", N_("Add, change and drop goals"), PROCEDURE, group=True, words=("ziel", "ziele")),
    Entry("step", ".step", N_("Action steps: add, change, done, block, cancel"), PROCEDURE, group=True,
          words=("schritt", "schritte")),
    Entry("agreement", ".agreement", N_("Render, issue and sign the agreement"), PROCEDURE, group=True,
          words=("vereinbarung", "zielvereinbarung", "izv")),
    Entry("consent", ".consent", N_("Consents: which partner may know what; give, revoke, list"), PROCEDURE,
          group=True, words=("einwilligung", "einwilligungen", "widerruf")),
    Entry("review", ".review", N_("Review talks: schedule, start, hold, cancel, overdue"), PROCEDURE,
          group=True, words=("auswertung", "auswertungsgespräch")),
    Entry("translate", ".translate", N_("The texts of a case in the client's language"), PROCEDURE,
          words=("übersetzen", "übersetzung", "translation")),
    Entry("letter", ".letter", N_("Every other document: invitations, minutes, letters to partners"), PROCEDURE,
          words=("brief", "schreiben", "dokument", "einladung")),
    Entry("propose", ".proposal", N_("Put an action up for a second person"), PROCEDURE,
          words=("vorschlagen", "vorlegen")),
    Entry("proposal", ".proposal", N_("What waits for a second person: list, show"), PROCEDURE, "proposal",
          group=True, words=("vorschlag", "vorschläge", "proposals")),
    Entry("approve", ".proposal", N_("Approve what somebody else proposed"), PROCEDURE,
          words=("freigeben", "genehmigen")),
    Entry("reject", ".proposal", N_("Decline a proposal, or take back your own"), PROCEDURE,
          words=("ablehnen", "zurückziehen")),
    Entry("pause", ".pause_and_close", N_("Let a case rest for a while"), PROCEDURE, words=("pausieren", "ruhen")),
    Entry("resume", ".pause_and_close", N_("Take up a paused case again"), PROCEDURE, words=("fortsetzen",)),
    Entry("close", ".pause_and_close", N_("Close a case with its reason"), PROCEDURE,
          words=("abschließen", "schließen", "beenden")),
    Entry("partner", ".directory", N_("Cooperation partners and their contact persons"), DIRECTORY, "partner",
          group=True, words=("kooperationspartner",)),
    Entry("offer", ".directory", N_("Offers: courses, counselling, clubs, internships"), DIRECTORY, "offer",
          group=True, words=("angebot", "angebote", "kurs")),
    Entry("mentor", ".directory", N_("Volunteer mentors"), DIRECTORY, "mentor", group=True,
          words=("mentorin", "mentoren", "pate", "patin")),
    Entry("interpreter", ".directory", N_("Interpreters and their languages"), DIRECTORY, "interpreter",
          group=True, words=("dolmetscher", "dolmetscherin", "sprachmittler")),
    Entry("worker", ".directory", N_("Caseworkers and their teams"), DIRECTORY, "worker", group=True,
          words=("mitarbeiter", "fallmanager", "sachbearbeiter", "caseworker")),
    Entry("templates", ".templates", N_("Your county's own wording of the documents"), SETUP, group=True,
          words=("vorlage", "vorlagen", "template")),
    Entry("init", ".setup", N_("Make a new case repository"), SETUP, words=("anlegen", "einrichten")),
    Entry("trust", ".trust", N_("Programs that a received repository brings along"), SETUP,
          words=("vertrauen", "erlauben", "zulassen")),
    Entry("migrate", ".undo", N_("Bring files of an older iza into the present format"), SETUP,
          words=("migrieren", "umstellen", "upgrade")),
    Entry("demo", ".setup", N_("A case repository with invented people, to try things out"), SETUP,
          words=("beispiel", "example")),
)  # fmt: skip
