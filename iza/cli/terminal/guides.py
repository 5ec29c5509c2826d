"""The dialogues: which questions are asked for which command, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from iza.cli.terminal import prompts
from iza.cli.terminal.forms import Field, ask, ask_many
from iza.cli.terminal.output import out
from iza.i18n import N_, _, language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from iza.app.procedure.agreement import Signatory
    from iza.app.procedure.open_review import OpenReview
    from iza.model.case.record import Case

Answers = dict[str, Any]


def _has_mononym(answers: Mapping[str, Any]) -> bool:
    return "family" not in (answers.get("names") or [{}])[0]


def _is_not_high(answers: Mapping[str, Any]) -> bool:
    return bool(answers["priority"]["level"] != "high")


_NAME = ("names", 0)
_CLIENT = (
    Field((*_NAME, "family")),
    Field((*_NAME, "given"), when=lambda answers: not _has_mononym(answers)),
    Field((*_NAME, "mononym"), required=True, when=_has_mononym),
    Field((*_NAME, "source")),
    Field(("birth", "date"), required=True),
    Field(("birth", "precision"), required=True),
    Field(("gender",)),
    Field(("nationality",)),
    Field(("accommodation", "municipality"), required=True),
    Field(("accommodation", "kind"), required=True),
    Field(("residence", "code"), required=True),
    Field(("residence", "valid_until"), prompt=N_("Residence document valid until")),
    Field(("residence", "work_permission")),
    Field(("priority", "level"), required=True, prompt=N_("Priority")),
    Field(("priority", "reason"), prompt=N_("Reason for the priority"), when=_is_not_high),
    Field(("languages", 0, "tag"), required=True),
    Field(("interpreter", "need"), required=True),
    Field(("interpreter", "dialect"), when=lambda answers: answers["interpreter"]["need"] != "none"),
    Field(("written_language",)),
    Field(("german", "overall"), required=True),
    Field(("literacy",)),
    Field(("employment", "status")),
    Field(("benefits", "regime")),
    Field(("mentor_wish", "value"), prompt=N_("Is a mentor wanted?")),
)


def client() -> Answers:
    """The person a case is opened for."""
    answers = ask("case", _CLIENT, {"names": [{"source": "residence_document"}]}, base=("client",))
    answers["names"][0] = {"kind": "official", **answers["names"][0]}
    language_entry = answers["languages"][0]
    answers["languages"][0] = {"tag": language_entry["tag"], "role": "first"}
    if answers["interpreter"]["need"] != "none":
        answers["interpreter"].setdefault("language", language_entry["tag"])
    return answers


_TALK = (
    Field(("held_on",), required=True),
    Field(("duration_min",)),
    Field(("mode",)),
    Field(("informed",)),
)
_AREA = (
    Field(("situation",), multiline=True),
    Field(("resources",)),
    Field(("wish",)),
    Field(("need",), required=True),
)


def clearing(case: Case) -> Answers:
    """The clearing by areas of life, strengths first, with open questions to ask."""
    planned: Answers = dict(case["clearings"][-1]) if case.get("clearings") else {}
    record = ask("case", _TALK, planned | {"held_on": planned.get("planned_on")}, base=("clearings", 0))
    strengths = ask_many(
        "case",
        (Field(("kind",), required=True), Field(("text",), required=True), Field(("evidence",))),
        _("Is there something this person can do well or brings along?"),
        base=("client", "competences", 0),
    )
    mentor = Field(("mentor_wish", "value"), required=True, prompt=N_("Is a mentor wanted?"))
    wish = ask("case", (mentor,), cast("Answers", case["client"]), base=("client",))
    record["areas"] = _ask_areas()
    record |= ask("case", (Field(("agreed_next",)), Field(("back_translated",))), base=("clearings", 0))
    record["client"] = {"mentor_wish": {**wish["mentor_wish"], "on": record["held_on"]}}
    if strengths:
        competences = list(case["client"].get("competences", []))
        record["client"]["competences"] = [*competences, *strengths]
    return record


def _ask_areas() -> Answers:
    from iza.app.procedure.goal_library import prompts as area_prompts
    from iza.store.schema import labels

    answers: Answers = {}
    for option in labels.vocabulary("life_area"):
        if option.code == "other":
            continue
        if prompts.confirm(_("Talk about “{area}”?").format(area=option.label(language()))):
            for question in area_prompts().get(option.code, []):
                out.note(f"  – {question}")
            answers[option.code] = ask("case", _AREA, base=("clearings", 0, "areas", option.code))
    return answers


_GOAL = (
    Field(("area",), required=True),
    Field(("wish",)),
    Field(("goal",), required=True),
    Field(("indicator",), required=True),
    Field(("target_on",), required=True),
    Field(("priority",)),
)


def _by_partner(answers: Mapping[str, Any]) -> bool:
    return bool(answers["responsible"]["role"] == "partner")


_STEP = (
    Field(("text",), required=True),
    Field(("responsible", "role"), required=True),
    Field(("responsible", "ref"), required=True, prompt=N_("Which partner (its id)?"), when=_by_partner),
    Field(("due_on",), required=True),
    Field(("support",)),
)


def goal() -> Answers:
    """One goal with at least one step."""
    record = ask("case", _GOAL, base=("agreement", "goals", 0))
    record["steps"] = ask_many("case", _STEP, _("Another step?"), base=("agreement", "goals", 0, "steps", 0), least=1)
    return record


def step() -> Answers:
    """One step."""
    return ask("case", _STEP, base=("agreement", "goals", 0, "steps", 0))


def goal_change(case: Case, ref: str) -> Answers:
    """The fields of a goal, with what they are now."""
    from iza.model import lookup

    goal = lookup.find_goal(case, ref)
    return ask("case", _GOAL, cast("Answers", goal), base=("agreement", "goals", 0))


def step_change(case: Case, ref: str) -> Answers:
    """The fields of a step, with what they are now."""
    from iza.model import lookup

    step = lookup.find_step(case, ref)
    answers = ask("case", _STEP, cast("Answers", step), base=("agreement", "goals", 0, "steps", 0))
    if answers["responsible"]["role"] == step["responsible"]["role"]:
        # The same role stays the same person.
        answers["responsible"] = {**step["responsible"], **answers["responsible"]}
    return answers


def signing(people: Sequence[Signatory], given: Mapping[str, Any]) -> Answers:
    """Day, place, next review, and for everybody who is to sign: did they?"""
    version = ("agreement", "versions", 0)
    answers = ask("case", (Field(("signed_on",), required=True), Field(("place",), required=True)), given, base=version)
    following = Field(("planned_on",), prompt=_("Next review"), required="review_on" not in given)
    talk = ask("case", (following,), base=("reviews", 0))
    if talk:
        answers["review_on"] = talk["planned_on"]
    missing = {}
    for person in people:
        if not prompts.confirm(_("Has signed: {who}?").format(who=person), default=True):
            out.note(_("Why not?"))
            missing[str(person)] = prompts.ask_until(_needed_text, lambda: None)
    return answers | {"missing": missing}


def _needed_text(text: str) -> str:
    if not text:
        raise ValueError(_("this is needed."))
    return prompts.printable(text)


_FOUND = (
    Field(("status",), required=True),
    Field(("blocked_by",), when=lambda answers: answers.get("status") == "blocked"),
    Field(("text",)),
)


def review(open_review: OpenReview) -> Answers:
    """What was found about each step, the client's view, and when the next talk is."""
    from iza.model import lookup

    record: Answers = {"steps": {}, "goals": {}}
    left = set(open_review.untouched_steps())
    for number, _goal, step in lookup.numbered_steps(open_review.now):
        if number in left:
            out.heading(f"{number} {step['text']}")
            base = ("reviews", 0, "steps", step["id"])
            record["steps"][number] = ask("case", _FOUND, {"status": step["status"]}, base=base)
    record |= ask("case", (Field(("client_view",)), Field(("worker_view",)), Field(("result",))), base=("reviews", 0))
    talk = ask("case", (Field(("planned_on",), prompt=_("Next review")),), base=("reviews", 0))
    if talk:
        record["next_on"] = talk["planned_on"]
    reason = ask("case", (Field(("reason",), prompt=_("Reason, if terms changed")),), base=("agreement", "versions", 0))
    return record | reason


_ENTRY: dict[str, tuple[Field, ...]] = {
    "partners": (
        Field(("id",), required=True),
        Field(("kind",), required=True),
        Field(("name",), required=True),
        Field(("municipality",)),
        Field(("contact_person", "name"), required=True),
        Field(("contact_person", "phone")),
        Field(("contact_person", "email")),
        Field(("deputy", "name")),
        Field(("cooperation", "signed_on")),
        Field(("areas",)),
    ),
    "offers": (
        Field(("id",), required=True),
        Field(("partner",), required=True),
        Field(("title",), required=True),
        Field(("kind",), required=True),
        Field(("area",), required=True),
        Field(("municipality",)),
        Field(("active_from",)),
        Field(("active_until",)),
        Field(("languages",)),
        Field(("childcare",)),
    ),
    "mentors": (
        Field(("id",), required=True),
        Field(("name", "family"), required=True),
        Field(("name", "given"), required=True),
        Field(("adult",), required=True),
        Field(("contact", "phone")),
        Field(("municipality",)),
        Field(("languages",)),
        Field(("organisation",)),
        Field(("certificate", "issued_on")),
        Field(("certificate", "inspected_on"), required=True, when=lambda answers: "certificate" in answers),
        Field(("certificate", "inspected_by"), required=True, when=lambda answers: "certificate" in answers),
        Field(("certificate", "no_relevant_entry"), required=True, when=lambda answers: "certificate" in answers),
        Field(("confidentiality_signed_on",)),
        Field(("active_from",)),
    ),
    "interpreters": (
        Field(("id",), required=True),
        Field(("name",), required=True),
        Field(("kind",), required=True),
        Field(("languages",), required=True),
        Field(("gender",)),
        Field(("contact", "phone")),
        Field(("confidentiality_signed_on",)),
    ),
    "caseworkers": (
        Field(("id",), required=True),
        Field(("name", "family"), required=True),
        Field(("name", "given"), required=True),
        Field(("function",)),
        Field(("team",)),
        Field(("phone",)),
        Field(("email",)),
        Field(("deputy",)),
        Field(("active_from",)),
    ),
}


def entry(kind: str, present: Mapping[str, Any] | None = None) -> Answers:
    """The fields of an entry of the directory; of a known one all but its id."""
    fields = [field for field in _ENTRY[kind] if present is None or field.path != ("id",)]
    return ask(kind, fields, present, base=(kind, 0))


def query() -> str:
    """What to look for, typed where no shell remembers it."""
    prompts.require_terminal("iza find TEXT")
    out.note(_("Look for (name, id, birth date, phone):"))
    return prompts.ask_until(_needed_text, lambda: None)
