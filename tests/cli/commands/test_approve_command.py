"""``iza propose``, ``iza proposal``, ``iza approve``, ``iza reject`` as people type them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from casework import DAYS, git
from four_eyes import CANARY, JUDITH, STRANGER, THOMAS, Built, become, everything, refs, trailers
from terminal import Desk

from iza.cli import context
from iza.cli.terminal import prompts
from iza.cli.terminal.output import out

CLOSE = ("--reason", "moved_county", "--on", "4.5.2026")


@pytest.fixture
def desk(cases: Built, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(cases.folder, capfd)


def test_the_way_through_two_persons(desk: Desk, cases: Built) -> None:
    refused = desk("close", cases.active, *CLOSE, code=4)
    assert "Closing a case needs a second person" in refused.err
    assert "iza propose close CASE" in refused.err
    before = everything(cases.folder)
    done = desk("propose", "close", cases.active, *CLOSE)
    assert everything(cases.folder) == before
    (known,) = desk.json("proposal", "list")
    assert known["id"] in done.out
    assert f"iza approve {known['id']}" in done.err
    assert "Case closed on" in done.out, "what would change, in sentences"
    assert "called off" not in done.err
    assert (known["case"], known["action"], known["name"], known["email"]) == (cases.active, "close", JUDITH.name, JUDITH.email)
    assert (known["here"], known["remotes"], known["branch"]) == (True, [], f"iza/proposal/{known['id']}")
    assert "Nobody approves their own proposal" in desk("approve", cases.active, code=4).err
    become(cases.folder, THOMAS)
    assert known["id"] in desk("proposal", "list").out
    assert "Case closed on" in desk("proposal", "show", cases.active).out
    landed = desk("approve", cases.active)
    assert JUDITH.name in landed.out
    assert desk.json("show", cases.active)["phase"] == "ended"
    assert desk.json("proposal", "list") == []
    assert "Nothing waits" in desk("proposal", "list").err
    (event,) = desk.json("history", cases.active, "--action", "close")
    assert (event["author"], event["approver"]) == (JUDITH.name, THOMAS.name)
    assert f"{JUDITH.name}, approved by {THOMAS.name}" in desk("history", cases.active).out


def test_signing_goes_the_same_way(desk: Desk, cases: Built) -> None:
    words = ("agreement", "sign", cases.issued, "--on", "1.4.2026", "--place", "Albweil", "--review-on", "30.6.2026")
    assert "Signatures need a second person" in desk(*words, code=4).err
    made = desk.json("propose", *words)
    assert made["action"] == "agreement.sign"
    become(cases.folder, THOMAS)
    assert desk.json("approve", made["id"]) == {"case": cases.issued, "proposal": made["id"]}
    assert desk.json("show", cases.issued)["phase"] == "active"


def test_a_dialogue_is_not_begun_in_vain(desk: Desk, cases: Built) -> None:
    assert "Signatures need a second person" in desk("agreement", "sign", cases.issued, code=4).err


def test_options_may_stand_before_and_after(desk: Desk, cases: Built) -> None:
    desk.run(["--lang", "en", "-C", str(cases.folder), "propose", "--today", DAYS["today"], "close", cases.active, *CLOSE], None)
    desk.run(["--lang", "en", "-C", str(cases.folder), "propose", "close", cases.active, "--today", DAYS["today"], *CLOSE], None)
    assert len(desk.json("proposal", "list")) == 2


def test_where_a_remote_is_the_way_there_is_said(desk: Desk, cases: Built, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(cases.folder), "shared.git")
    git(cases.folder, "remote", "add", "origin", str(tmp_path / "shared.git"))
    done = desk("propose", "close", cases.active, *CLOSE)
    (ref,) = (one["id"] for one in desk.json("proposal", "list"))
    assert f"git push origin iza/proposal/{ref}" in done.err
    git(cases.folder, "push", "-q", "origin", f"iza/proposal/{ref}")
    assert desk.json("proposal", "list")[0]["remotes"] == ["origin"]
    assert "origin" in desk("proposal", "list").out
    become(cases.folder, THOMAS)
    assert f"git push origin main :iza/proposal/{ref}" in desk("approve", ref).err


def test_what_cannot_land_is_said_before(desk: Desk, cases: Built) -> None:
    reasons = ("moved_county", "contact_lost")
    first, second = (desk.json("propose", "close", cases.active, "--reason", reason)["id"] for reason in reasons)
    become(cases.folder, THOMAS)
    desk("approve", first)
    assert "cannot land today" in desk("proposal", "show", second).err
    assert "is not possible now" in desk.json("proposal", "show", second)["obstacle"]
    assert desk("approve", second, code=4).out == ""
    desk("reject", second, "--reason", "overtaken")
    assert trailers(cases.folder)["Iza-Reason"] == "overtaken"


def test_declining_and_taking_back(desk: Desk, cases: Built) -> None:
    desk("propose", "close", cases.active, *CLOSE)
    assert "Taken back" in desk("reject", cases.active).out
    desk("propose", "close", cases.active, *CLOSE)
    become(cases.folder, THOMAS)
    done = desk("reject", cases.active, "--reason", "something is missing")  # by its label
    assert "Declined" in done.out
    assert trailers(cases.folder)["Iza-Reason"] == "incomplete"
    assert refs(cases.folder) == []
    assert "incomplete" in desk("reject", "--help").out
    wrong = desk("reject", cases.active, "--reason", CANARY, code=2)
    assert CANARY not in wrong.err


def test_settings(desk: Desk, cases: Built) -> None:
    assert "Settings, templates" in desk("templates", "copy", "reminder", code=4).err
    assert "Nothing is changed in iza.yaml" in desk("propose", "settings", code=4).err
    copied = desk("propose", "templates", "copy", "reminder")
    assert "yours to change" not in copied.out
    assert not (cases.folder / "templates").exists()
    settings = cases.folder / "iza.yaml"
    settings.write_text(settings.read_text("utf-8").replace("min_age: 16", "min_age: 15"), "utf-8")
    ref = desk.json("propose", "settings")["id"]
    assert "min_age: 15" in desk("proposal", "show", ref).out
    become(cases.folder, THOMAS)
    desk("approve", ref)
    assert "min_age: 15" in git(cases.folder, "show", "HEAD:iza.yaml")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list",), 2, "does nothing that waits for a second person"),
        (("init", "somewhere"), 2, "does nothing that waits for a second person"),
        (("propose", "close"), 2, "does nothing that waits for a second person"),
        ((CANARY,), 2, "does nothing that waits for a second person"),
        (("agreement", "status", "CASE"), 2, "Nothing was put up"),
        (("agreement", "nonsense"), 2, "nonsense"),
        (("close",), 2, "CASE"),
        (("close", "CASE"), 2, "--reason"),
        (("close", "CASE", "--reason", "moved_county", "more"), 2, "one word too many"),
        (("close", "F-0000-0000", "--reason", "moved_county"), 4, "no case"),
        (("settings", "more"), 2, "one word too many"),
        ((), 2, "COMMAND"),
    ],
)
def test_what_cannot_be_proposed(desk: Desk, cases: Built, words: tuple[str, ...], code: int, said: str) -> None:
    before = everything(cases.folder)
    done = desk.run(["--lang", "en", "-C", str(cases.folder), "propose", *(cases.active if w == "CASE" else w for w in words)], None)
    assert done.code == code, done
    assert said in done.err
    assert CANARY not in done.err
    assert everything(cases.folder) == before
    assert refs(cases.folder) == []
    assert not (cases.folder / "somewhere").exists()
    assert (context.choices().put_up, out.quiet) == (None, False)


def test_the_help_of_the_command_that_is_proposed(desk: Desk, cases: Built) -> None:
    done = desk.run(["--lang", "en", "propose", "close", "--help"], None)
    assert done.code == 0
    assert done.out.startswith("Usage: iza propose close [OPTIONS] CASE")


def test_on_a_terminal_it_is_shown_and_asked(desk: Desk, cases: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    desk("propose", "close", cases.active, *CLOSE)
    become(cases.folder, THOMAS)
    head = git(cases.folder, "rev-parse", "HEAD")
    monkeypatch.setattr(prompts, "is_interactive", lambda: True)
    for answer in ("n", ""):
        monkeypatch.setattr(prompts, "read_line", lambda answer=answer: answer)
        monkeypatch.setattr(prompts, "ask_until", lambda read, _explain, answer=answer: read(answer))
        done = desk("approve", cases.active)
        assert "Case closed on" in done.out
        assert git(cases.folder, "rev-parse", "HEAD") == head
    desk("approve", cases.active, "--yes")
    assert git(cases.folder, "rev-parse", "HEAD") != head


def test_a_stranger_is_told_so(desk: Desk, cases: Built) -> None:
    become(cases.folder, STRANGER)
    assert "no caseworker with your git e-mail" in desk("propose", "close", cases.active, *CLOSE, code=4).err


def test_what_is_typed_wrong_is_not_repeated(desk: Desk, cases: Built) -> None:
    desk("propose", "close", cases.active, *CLOSE)
    for words in (("proposal", "show", CANARY), ("approve", CANARY), ("reject", CANARY), ("propose", "close", CANARY, *CLOSE)):
        done = desk(*words, code=4)
        assert CANARY not in done.out + done.err


def test_nothing_tells_who_it_is_about(desk: Desk, cases: Built) -> None:
    texts = [desk("propose", "close", cases.active, *CLOSE).out]
    become(cases.folder, THOMAS)
    texts += [desk("proposal", "list").out, json.dumps(desk.json("proposal", "list")), desk("proposal", "show", cases.active).out,
              desk("proposal", "show", cases.active, "--markdown").out, desk("approve", cases.active).out]  # fmt: skip
    assert [text for text in texts if CANARY in text] == []


def test_markdown_for_a_merge_request(desk: Desk, cases: Built) -> None:
    desk("propose", "close", cases.active, *CLOSE, "--note", f"{CANARY} zieht um")
    text = desk("proposal", "show", cases.active, "--markdown").out
    assert text.startswith(f"## {cases.active}: ")
    assert "\n* Case closed on 2026-05-04; reason: " in text
    assert CANARY not in text
    assert CANARY in desk("proposal", "show", cases.active).out


def test_an_edit_by_hand_goes_by_proposal_too(desk: Desk, cases: Built, tmp_path: Path) -> None:
    shown = git(cases.folder, "show", f"HEAD:cases/{cases.issued[2:4]}/{cases.issued}.yaml")
    ended = tmp_path / "ended.yaml"
    ended.write_text(shown + "closing:\n  reason: contact_lost\n  on: 2026-05-04\n  by: kue\n", "utf-8")
    assert "Closing a case needs" in desk("edit", cases.issued, "--from", str(ended), code=4).err
    before = everything(cases.folder)
    desk("propose", "edit", cases.issued, "--from", str(ended))
    assert everything(cases.folder) == before
    become(cases.folder, THOMAS)
    desk("approve", cases.issued)
    assert trailers(cases.folder)["Iza-Action"] == "case.edit"
    assert desk.json("show", cases.issued)["phase"] == "ended"


def test_verify_finds_what_was_done_alone_and_nothing_else(desk: Desk, cases: Built) -> None:
    desk("propose", "close", cases.active, *CLOSE)
    become(cases.folder, THOMAS)
    desk("approve", cases.active)
    desk("propose", "close", cases.issued, "--reason", "contact_lost")
    desk("reject", cases.issued)
    path = cases.folder / "cases" / cases.issued[2:4] / f"{cases.issued}.yaml"
    sound = desk("verify", "--json", code=None)
    path.write_text(path.read_text("utf-8") + "closing:\n  reason: contact_lost\n  on: 2026-05-04\n  by: kue\n", "utf-8")
    subprocess.run(["git", "commit", "-qam", "by hand"], cwd=cases.folder, check=True)
    found = desk("verify", "--json", code=1)
    codes = {alarm["code"] for alarm in json.loads(found.out)["findings"]}
    assert codes - {alarm["code"] for alarm in json.loads(sound.out)["findings"]} == {"V23"}
