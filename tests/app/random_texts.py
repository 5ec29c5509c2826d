"""A case file as a whole: fields by their paths, whole texts, translations, and what is taken back."""

from __future__ import annotations

from typing import Any

from random_dice import TONGUES, WORKERS, Dice

from iza import git
from iza.app.changing import by_hand, undo
from iza.app.office import Office
from iza.app.procedure import translate
from iza.model import lookup
from iza.model.case.record import Case
from iza.store.case_ids import path_of
from iza.store.yaml.document import YamlDocument


def _fields(case: Case, dice: Dice) -> dict[str, Any]:
    """A field somebody sets who edits the file."""
    tag = dice.one(TONGUES)
    found = [
        {"client.contact": {"phone": f"+49 30 23125 {dice.random.randrange(100, 999)}", "preferred": "phone"}},
        {"client.employment": {"status": dice.one(("seeking", "mini_job", "internship")), "since": dice.day(-9, 0)}},
        {"client.german.overall": dice.one(("a1", "a2", "b1", "b2"))},
        {"client.benefits": None},
        {"client.mentor_wish": {"value": dice.one(("wanted", "not_wanted", "later")), "on": dice.day(-2, 0)}},
        {"client.interpreter": {"need": "required", "language": tag}},
        {"client.competences": [{"kind": "social", "text": dice.text("hilft gern")}]},
        {"team": dice.one(("nord", "sued")), "caseworker": dice.one(WORKERS)},
        {"other_plans": [{"holder": "Jobcenter", "kind": "cooperation_plan"}]},
        {"mentor": None},
        {"opened_on": dice.day(-9, 0)},
    ]
    if lookup.goals(case):
        place = f"agreement.goals.{dice.random.randrange(len(lookup.goals(case)))}"
        found += [{f"{place}.note": dice.text("wirkt")}, {f"{place}.goal": dice.text("bis 2029")}, {f"{place}.wish": None}]
    return dict(dice.one(found))


def set_fields(office: Office, ref: str, case: Case, dice: Dice) -> object:
    """A few fields by their paths."""
    return by_hand.set_fields(office, ref, _fields(case, dice))


def commented(text: str, dice: Dice) -> str:
    """The text with a remark after one of the lines of its first level."""
    tops = [line for line in text.splitlines() if line and line[0] not in "# " and line.endswith(":")]
    top = dice.one(tops or ["…"])
    return text.replace(f"\n{top}\n", f"\n{top}  # {dice.text('Notiz')}\n", 1)


def land_text(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """The whole text as an editor leaves it: a remark, another order, another note."""
    editable = by_hand.begin(office, ref)
    document = YamlDocument(editable.text.encode(), editable.path)
    goals = document.data.get("agreement", {}).get("goals", [])
    if dice.often(30):
        goals.reverse()
    if goals and dice.often():
        goals[0]["note"] = dice.text("sagt")
    if dice.often(30) and "note" not in document.data["client"].get("priority", {}):
        document.data["client"]["priority"] = {"level": "high", "ground": "protection_granted"}
    text = document.text()
    if dice.often(20):  # somebody else is faster
        by_hand.set_fields(office, ref, {"client.contact": {"preferred": dice.one(("post", "email"))}})
    return by_hand.land(office, editable, commented(text, dice) if dice.often() else text)


def translated(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """Some texts in another language."""
    tag = dice.one(TONGUES)
    rows = dice.some(translate.text_rows(office, ref, tag))
    given = {row.id: translate.GivenTranslation(dice.text(f"({tag})"), row.german if dice.often() else "") for row in rows}
    return translate.translate(office, ref, tag, given)


def take_back(office: Office, ref: str, _case: Case, dice: Dice) -> object:
    """The newest action is taken back, or an earlier one."""
    commit = "" if dice.often() else dice.one(git.log(office.repo.root, path_of(office.repo.resolve(ref)))).id
    return undo.land_undo(office, undo.plan_undo(office, ref, commit))
