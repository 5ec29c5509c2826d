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

    ``attribute`` of ``module`` is a :class:`iza.cli.tree.Commands`; a single command is found in it
    under its own name, so that several may share a module. ``words`` are what people type instead.
    """

    name: str
    module: str
    help: str
    section: str
    attribute: str = "app"
    group: bool = False
    words: tuple[str, ...] = ()


TABLE: tuple[Entry, ...] = (
    Entry("overdue", "iza.cli.review", N_("Reviews past their date and cases without a next review"), DAILY,
          words=("überfällig", "fällig", "due")),
    Entry("list", "iza.cli.reading", N_("The cases, by worker, team or phase"), DAILY, words=("liste", "fälle", "ls")),
    Entry("show", "iza.cli.reading", N_("One case: phase, goals, steps, reviews"), DAILY,
          words=("zeigen", "anzeigen", "status")),
    Entry("find", "iza.cli.reading", N_("Look for a person"), DAILY, words=("suchen", "finden", "search")),
    Entry("edit", "iza.cli.editing", N_("Change a case in your editor; checked before it is saved"), DAILY,
          words=("bearbeiten", "ändern")),
    Entry("path", "iza.cli.reading", N_("Where the file of a case lies"), DAILY, words=("pfad", "datei")),
    Entry("history", "iza.cli.history", N_("Who changed what, when and why"), DAILY,
          words=("verlauf", "chronik", "log")),
    Entry("diff", "iza.cli.history", N_("What changed between two points of a case"), DAILY,
          words=("unterschied", "vergleich", "änderungen")),
    Entry("undo", "iza.cli.undoing", N_("Take an action on a case back"), DAILY,
          words=("zurücknehmen", "rückgängig", "revert")),
    Entry("blame", "iza.cli.history", N_("Who wrote each field of a case, when and in which talk"), DAILY,
          words=("urheber", "wer")),
    Entry("check", "iza.cli.checking", N_("Check all files against schema and rules; changes nothing"), DAILY,
          words=("prüfen", "validate")),
    Entry("verify", "iza.cli.verifying", N_("Is the audit trail intact?"), DAILY,
          words=("nachweis", "prüfsumme", "revision", "audit")),
    Entry("clearing", "iza.cli.clearing", N_("Open a case; plan, hold and decide on the clearing conversation"),
          PROCEDURE, group=True, words=("clearinggespräch", "aufnehmen", "neu", "create", "new")),
    Entry("goal", "iza.cli.goal", N_("Add, change and drop goals"), PROCEDURE, group=True, words=("ziel", "ziele")),
    Entry("step", "iza.cli.step", N_("Action steps: add, change, done, block, cancel"), PROCEDURE, group=True,
          words=("schritt", "schritte")),
    Entry("agreement", "iza.cli.agreement", N_("Render, issue and sign the agreement"), PROCEDURE, group=True,
          words=("vereinbarung", "zielvereinbarung", "izv")),
    Entry("consent", "iza.cli.consent", N_("Consents: which partner may know what; give, revoke, list"), PROCEDURE,
          group=True, words=("einwilligung", "einwilligungen", "widerruf")),
    Entry("review", "iza.cli.review", N_("Review talks: schedule, start, hold, cancel, overdue"), PROCEDURE,
          group=True, words=("auswertung", "auswertungsgespräch")),
    Entry("translate", "iza.cli.translating", N_("The texts of a case in the client's language"), PROCEDURE,
          words=("übersetzen", "übersetzung", "translation")),
    Entry("letter", "iza.cli.letter", N_("Every other document: invitations, minutes, letters to partners"), PROCEDURE,
          words=("brief", "schreiben", "dokument", "einladung")),
    Entry("propose", "iza.cli.approving", N_("Put an action up for a second person"), PROCEDURE,
          words=("vorschlagen", "vorlegen")),
    Entry("proposal", "iza.cli.approving", N_("What waits for a second person: list, show"), PROCEDURE, "proposal",
          group=True, words=("vorschlag", "vorschläge", "proposals")),
    Entry("approve", "iza.cli.approving", N_("Approve what somebody else proposed"), PROCEDURE,
          words=("freigeben", "genehmigen")),
    Entry("reject", "iza.cli.approving", N_("Decline a proposal, or take back your own"), PROCEDURE,
          words=("ablehnen", "zurückziehen")),
    Entry("pause", "iza.cli.ending", N_("Let a case rest for a while"), PROCEDURE, words=("pausieren", "ruhen")),
    Entry("resume", "iza.cli.ending", N_("Take up a paused case again"), PROCEDURE, words=("fortsetzen",)),
    Entry("close", "iza.cli.ending", N_("Close a case with its reason"), PROCEDURE,
          words=("abschließen", "schließen", "beenden")),
    Entry("partner", "iza.cli.directory", N_("Cooperation partners and their contact persons"), DIRECTORY, "partner",
          group=True, words=("kooperationspartner",)),
    Entry("offer", "iza.cli.directory", N_("Offers: courses, counselling, clubs, internships"), DIRECTORY, "offer",
          group=True, words=("angebot", "angebote", "kurs")),
    Entry("mentor", "iza.cli.directory", N_("Volunteer mentors"), DIRECTORY, "mentor", group=True,
          words=("mentorin", "mentoren", "pate", "patin")),
    Entry("interpreter", "iza.cli.directory", N_("Interpreters and their languages"), DIRECTORY, "interpreter",
          group=True, words=("dolmetscher", "dolmetscherin", "sprachmittler")),
    Entry("worker", "iza.cli.directory", N_("Caseworkers and their teams"), DIRECTORY, "worker", group=True,
          words=("mitarbeiter", "fallmanager", "sachbearbeiter", "caseworker")),
    Entry("templates", "iza.cli.wording", N_("Your county's own wording of the documents"), SETUP, group=True,
          words=("vorlage", "vorlagen", "template")),
    Entry("init", "iza.cli.setup", N_("Make a new case repository"), SETUP, words=("anlegen", "einrichten")),
    Entry("trust", "iza.cli.trusting", N_("Programs that a received repository brings along"), SETUP,
          words=("vertrauen", "erlauben", "zulassen")),
    Entry("migrate", "iza.cli.undoing", N_("Bring files of an older iza into the present format"), SETUP,
          words=("migrieren", "umstellen", "upgrade")),
    Entry("demo", "iza.cli.setup", N_("A case repository with invented people, to try things out"), SETUP,
          words=("beispiel", "example")),
)  # fmt: skip
