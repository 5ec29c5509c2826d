"""What people do without iza: edits by hand, two clones, branches, merges, all with plain git."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

from casework import git
from random_dice import Dice
from random_life import Life
from random_texts import commented

from iza import git as engine
from iza.app.changing import by_hand
from iza.app.changing.landing import merge
from iza.errors import Conflict, Refused
from iza.history.terms import holds
from iza.model import lookup, rules
from iza.model.case.record import Case
from iza.model.findings import Level
from iza.model.values import same
from iza.store import case_ids, drafts
from iza.store.current_case import current_case
from iza.store.repository import Repository
from iza.store.schema import shape_check
from iza.store.yaml.document import YamlDocument
from iza.store.yaml.reader import read


def edited_by_hand(life: Life) -> bool:
    """Somebody edits a case file and commits it with plain git: progress, a note, a number, a remark."""
    known = [life.focus] if life.focus else life.repo.case_ids()
    if not known:
        return False
    ref = life.dice.one(known)
    path = case_ids.path_of(ref)
    document = YamlDocument(life.repo.content(path), path)
    if "closing" in document.data:
        return False
    _scribble(document.data, life.dice)
    text = document.text()
    text = commented(text, life.dice) if life.dice.often(30) else text
    if text.encode() == life.repo.content(path) or _errors(life, [text]) - _errors(life, [life.repo.content(path)]):
        return False
    life.worker = life.dice.one(("kue", "elz"))
    life.note("(by hand)", ref)
    with life.at_work():
        _commit_plainly(life, path, text)
    return True


def think_again(life: Life) -> bool:
    """Somebody takes the newest commit back by ``git revert``, if it was made by hand."""
    newest = engine.log(life.root, limit=1)  # a merge that holds nothing of its own is none
    if not newest or newest[0].action or len(newest[0].parents) != 1 or newest[0].files[0].path[:6] != "cases/":
        return False
    life.note("(git revert)", "")
    with life.at_work():
        git(life.root, "revert", "--no-edit", newest[0].id)
    return True


def stumble(life: Life) -> bool:
    """Somebody breaks a case file by hand and commits that; a colleague mends it with ``iza edit``."""
    ref = life.dice.one(life.repo.case_ids() or [""])
    if not ref or drafts.load(life.office.repo, ref) or "closing" in current_case(life.office.repo, ref):
        return False
    path = case_ids.path_of(ref)
    sound = life.repo.content(path).decode()
    life.note("(broken and mended)", ref)
    life.worker = "elz"
    with life.at_work():
        _commit_plainly(life, path, sound.replace("client:", "client", 1))
    life.worker = "kue"
    with life.at_work():
        try:
            by_hand.land(life.office, by_hand.begin(life.office, ref), commented(sound, life.dice))
        except Refused:  # two persons are wanted for the signatures in it
            git(life.root, "revert", "--no-edit", "HEAD")
    return True


def _scribble(case: Any, dice: Dice) -> None:
    """Change something that may change any day."""
    steps, goals = lookup.steps(case), lookup.goals(case)
    match dice.one(("contact", "step", "goal", "remark", "done")):
        case "contact":
            case["client"]["contact"] = {"phone": f"+49 30 23125 {dice.random.randrange(100, 999)}"}
        case "step" if steps:
            dice.one(steps)["note"] = dice.text("hat angerufen")
        case "goal" if goals:
            dice.one(goals)["note"] = dice.text("kommt voran")
        case "done" if steps and lookup.versions(case):
            dice.one(steps)["status"] = "in_progress"


def _commit_plainly(life: Life, path: str, text: str) -> None:
    message = life.dice.one(("Notiz ergänzt", "von Hand", "Telefonnummer\n\nist jetzt eine andere"))
    batch = life.repo._batch
    if batch:
        batch.open.pop(path, None)
        batch.files[path] = text.encode()
        batch.stream.commit({path: text.encode()}, message + "\n", batch.author(), batch.when())
        return
    (life.root / path).write_text(text, "utf-8")
    git(life.root, "commit", "-qm", message, "--", path)


def _errors(life: Life, texts: Sequence[str | bytes]) -> set[tuple[Any, ...]]:
    """What is wrong in the texts of cases: schema, rules, terms that are not those of the latest version."""
    found: set[tuple[Any, ...]] = set()
    for text in texts:
        case = cast("Case", read(text if isinstance(text, bytes) else text.encode(), "case"))
        broken = shape_check.check("case", case)
        known = broken or rules.check_case(case, life.repo.county, life.today)
        found |= {(case["id"], one.code, one.path) for one in known if one.level is Level.ERROR}
        if not broken and any(not holds(case, version) for version in lookup.versions(case)[-1:]):
            found.add((case["id"], "E69", ()))
    return found


def colleague(life: Life) -> Life:
    """A clone of the same office on another computer."""
    target = life.root.with_name(f"{life.root.name}-{life.ids.randrange(10**6)}")
    git(life.root.parent, "clone", "-q", str(life.root), str(target))
    return Life(Repository(target), life.random, life.today, life.done, life.keys, ids=life.ids)


def together(life: Life, other: Life, actions: int) -> Life:
    """Both clones work apart for a while and come together again by plain git; the colleague to go on with.

    They are merged where git makes it without a conflict and it says what a merge by meaning says; else the
    colleague starts anew from a fresh clone.
    """
    git(other.root, "pull", "-q", "--ff-only", "origin", "main")
    _refresh(other)
    other.today = life.today
    if life.random.randrange(2) and life.repo.case_ids():
        life.focus = other.focus = life.dice.one(life.repo.case_ids())
    for _ in range(actions):
        one = life.dice.one((life, other))
        if one.act() if one.random.randrange(4) else edited_by_hand(one):
            one.tick(one.random.randrange(3))
    life.focus = other.focus = ""
    life.today = other.today = max(life.today, other.today)
    return other if _come_together(life, other) else colleague(life)


def aside(life: Life, actions: int) -> None:
    """Some work is done on a branch of its own, some on ``main``; then the branch is merged, if that is sound."""
    name = f"neben-{life.ids.randrange(10**6)}"
    git(life.root, "switch", "-q", "-c", name)
    for branch in (name, "main"):
        git(life.root, "switch", "-q", branch)
        _refresh(life)
        for _ in range(actions):
            life.act()
    _merge_in(life, name)


def _come_together(life: Life, other: Life) -> bool:
    git(life.root, "fetch", "-q", str(other.root), "main")
    if not _merge_in(life, "FETCH_HEAD"):
        return False
    git(other.root, "pull", "-q", "--ff-only", "origin", "main")
    _refresh(other)
    return True


def _merge_in(life: Life, revision: str) -> bool:
    """Merge what others did, if git makes it without a conflict and as it is meant; else all is as it was."""
    ours, theirs = (git(life.root, "rev-parse", name).strip() for name in ("HEAD", revision))
    base = git(life.root, "merge-base", ours, theirs).strip()
    with life.at_work():
        merged = base in (ours, theirs) or _merged(life, base, ours, theirs)
        if merged:  # where none was needed, perhaps one is made all the same
            git(life.root, "merge", "-q", "--no-edit", *(["--no-ff"] if life.dice.often(30) else []), theirs)
    _refresh(life)
    return merged


def _merged(life: Life, base: str, ours: str, theirs: str) -> bool:
    if not _is_merged_by_git(life.root, theirs) or not _is_sound(life, base, ours, theirs):
        git(life.root, "merge", "--abort")
        return False
    git(life.root, "commit", "-q", "--no-edit")
    life.note("(merge)", "")
    return True


def _is_merged_by_git(root: Path, theirs: str) -> bool:
    words = ["git", "merge", "-q", "--no-commit", "--no-ff", theirs]
    return subprocess.run(words, cwd=root, capture_output=True, check=False).returncode == 0


def _refresh(life: Life) -> None:
    """Read the directory anew."""
    life.repo = Repository(life.root)


def _is_sound(life: Life, base: str, ours: str, theirs: str) -> bool:
    """Whether every file both sides changed says what a merge by meaning says, without a new error."""
    _refresh(life)
    names = [set(git(life.root, "diff", "--name-only", base, side).split()) for side in (ours, theirs)]
    return all(_is_merge_by_meaning(life, path, (base, ours, theirs)) for path in names[0] & names[1])


def _is_merge_by_meaning(life: Life, path: str, revisions: tuple[str, str, str]) -> bool:
    merged = life.repo.content(path)
    if not path.startswith("cases/"):
        return _is_directory(path, merged)
    base, ours, theirs = (git(life.root, "show", f"{revision}:{path}") for revision in revisions)
    try:
        meant = merge(YamlDocument(ours.encode(), path), base, theirs, Path(path).stem)
    except Conflict:
        return False
    return same(read(meant.text.encode(), path), read(merged, path)) and not (
        _errors(life, [merged]) - _errors(life, [ours, theirs])
    )


def _is_directory(path: str, content: bytes) -> bool:
    kind = Path(path).stem
    document = read(content, path)
    refs = [entry["id"] for entry in document[kind]]
    return not shape_check.check(kind, document) and len(refs) == len(set(refs))
