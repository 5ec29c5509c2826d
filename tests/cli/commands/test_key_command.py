"""``iza worker key`` and ``iza init --sign``: an office that signs, from the first key to the one of who leaves."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import casework
import pytest
from casework import CLIENT
from signing import JUDITH, MIRIAM, needs_ssh, new_key, public
from terminal import SCRIPT, Desk, yaml_text

from iza.model.signers import FILE

pytestmark = needs_ssh
ROW = "SHA256:"


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pairs")
    for name in ("judith", "miriam"):
        new_key(folder / name)
    return folder


@pytest.fixture
def desk(county: Path, capfd: pytest.CaptureFixture[str]) -> Desk:
    return Desk(county, capfd)


@pytest.fixture
def signed(desk: Desk, pairs: Path) -> Desk:
    desk("worker", "key", "me", "--add", str(pairs / "judith.pub"))
    return desk


def marks(desk: Desk, *revisions: str) -> set[str]:
    """What git says of the signatures."""
    return set(desk.git("log", "--format=%G?", *revisions).split())


def shown(desk: Desk, ref: str) -> list[str]:
    return [row.split()[0] for row in desk("worker", "key", ref).out.splitlines() if row.startswith(ROW)]


def test_the_life_of_an_office_that_signs(desk: Desk, pairs: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert "No key of kue yet: iza worker key kue --add FILE.pub" in desk("worker", "key", "me").err
    start = desk.git("rev-parse", "HEAD").strip()
    done = desk("worker", "key", "me", "--add", str(pairs / "judith.pub"))
    assert done.out.startswith("✓ Your key is added: SHA256:")
    done = desk("worker", "key", "elz", "--add", str(pairs / "miriam.pub"))
    assert done.err == "→ elz fetches this and gives there: iza worker key me --use FILE.pub\n"

    subprocess.run(["git", "clone", "-q", str(desk.folder), str(tmp_path / "hers")], check=True)
    hers = Desk(tmp_path / "hers", capfd)
    hers.git("config", "user.email", MIRIAM)
    hers.git("config", "user.name", "Miriam Elzner")
    refused = hers("worker", "end", "brn", code=5)
    assert refused.err == (
        "Error: Changes are signed in this repository, and this clone is not set up to sign.\n"
        "→ With your public key: iza worker key me --use FILE.pub\n"
    )
    assert hers.git("status", "--porcelain") == ""
    done = hers("worker", "key", "me", "--use", str(pairs / "miriam.pub"))
    assert done.out.startswith("✓ This clone signs with your key from now on: SHA256:")
    hers("worker", "end", "kue", "--on", "31.12.2026")
    mine = shown(hers, "kue")
    done = hers("worker", "end", "kue")
    assert f"Warning: A key of kue still counts. End it: iza worker key kue --revoke {mine[0]}" in done.err
    done = hers("worker", "key", "kue", "--revoke", mine[0])
    assert done.out == f"✓ Key of kue ended: {mine[0]}\n"
    assert marks(hers, f"{start}..") == {"G"}

    desk.git("pull", "-q", str(hers.folder), "main")
    refused = desk("worker", "end", "brn", code=5)
    assert refused.err.startswith("Error: The key this clone would sign with is not valid now.\n→ Somebody whose key counts")


def test_a_key_for_programs(signed: Desk) -> None:
    (one,) = signed.json("worker", "key", "kue")
    assert one | {"fingerprint": "", "valid_after": ""} == {
        "fingerprint": "", "kind": "ssh-ed25519", "valid_after": "", "valid_before": None,
    }  # fmt: skip
    assert one["fingerprint"] == shown(signed, "me")[0] == shown(signed, "kue")[0]
    assert signed.json("worker", "key", "elz", "--list") == []


def test_a_line_that_cannot_be_used_is_named(signed: Desk) -> None:
    with (signed.folder / FILE).open("a", encoding="utf-8") as file:
        file.write("* ssh-ed25519 AAAA\n")
    assert signed("worker", "key", "me").err == (
        f"Warning: {FILE}:3 does not count. "
        "A key belongs to one e-mail address, without blanks, commas, quotes, wildcards.\n"
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--add", "a.pub", "--revoke", "SHA256:x"), 2, "Only one of --add, --use and --revoke"),
        (("--add", "a.pub", "--use", "a.pub"), 2, "Only one of --add, --use and --revoke"),
        (("--add", "{pairs}/judith"), 4, "This is a private key."),
        (("--add", "{pairs}/nowhere.pub"), 4, "cannot be read"),
        (("--add", "{pairs}"), 4, "cannot be read"),
        (("--revoke", "Judith Testperson"), 4, "has this fingerprint"),
    ],
)
def test_what_is_refused_is_one_sentence(signed: Desk, pairs: Path, words: tuple[str, ...], code: int, said: str) -> None:
    head = signed.git("rev-parse", "HEAD")
    done = signed("worker", "key", "elz", *(word.format(pairs=pairs) for word in words), code=code)
    assert said in done.err
    assert "Testperson" not in done.err
    assert done.err.count("Error") == 1
    assert signed.git("rev-parse", "HEAD") == head


def test_no_key_material_is_ever_printed(signed: Desk, pairs: Path) -> None:
    heard = ""
    for words in (("--add", str(pairs / "judith")), ("--add", str(pairs / "judith.pub")), ("--list",), ("--use", str(pairs / "judith"))):
        done = signed("worker", "key", "me", *words, code=None)
        heard += done.out + done.err
    private = (pairs / "judith").read_text("utf-8").splitlines()[1:-1]
    assert private
    assert [line for line in private if line[:20] in heard] == []
    assert "laptop" not in heard
    assert [path for path in (signed.folder / ".git").rglob("*") if path.is_file() and private[1].encode() in path.read_bytes()] == []


def test_a_dialogue_does_not_begin_where_its_end_would_be_refused(signed: Desk) -> None:
    signed.git("config", "commit.gpgsign", "false")
    done = signed("worker", "add", code=5, stdin="")
    assert done.err.startswith("Error: Changes are signed in this repository")


def test_every_other_command_that_writes_signs(signed: Desk, tmp_path: Path) -> None:
    start = signed.git("rev-parse", "HEAD").strip()
    case = casework.active(casework.office_in(signed.folder), CLIENT)
    given = ("--partner", "sprachwerk", "--data", "contact", "--purpose", "Abstimmung", "--signed-by", "client")
    signed("consent", "give", case, *given)
    signed("consent", "revoke", case, "1")
    signed("step", "start", case, "1.1")
    signed("undo", case, "--yes")
    signed("pause", case)
    signed("resume", case)
    (tmp_path / "partner.yaml").write_text(yaml_text({"id": "neu", "name": "Neu e. V.", "kind": "other"}), "utf-8")
    signed("partner", "add", "--from", str(tmp_path / "partner.yaml"))
    signed("partner", "end", "neu")
    signed("close", case, "--reason", "contact_lost")
    found = signed.git("log", "--format=%G? %(trailers:key=Iza-Action,valueonly)", f"{start}..").split("\n")
    assert {mark for mark in found if mark} == {mark for mark in found if mark.startswith("G ")}
    assert len([mark for mark in found if mark]) > 12


# -- a new repository ------------------------------------------------------------------------------------


def iza(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SCRIPT, "--lang", "en", *words], capture_output=True, text=True, check=False, env={**os.environ})


def test_a_new_repository_that_signs(tmp_path: Path, pairs: Path) -> None:
    done = iza("init", str(tmp_path / "new"), "--sign", "--key", str(pairs / "judith.pub"))
    assert done.returncode == 0, done.stderr
    listed = (tmp_path / "new" / FILE).read_text("utf-8").splitlines()
    assert listed[1].startswith(f'{JUDITH} namespaces="git",valid-after="')
    assert listed[1].endswith(public(pairs / "judith.pub"))
    assert casework.git(tmp_path / "new", "log", "--format=%G? %GS").split() == ["G", JUDITH]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--sign",), 4, "ssh-keygen -t ed25519; iza init DIR --sign --key ~/.ssh/id_ed25519.pub"),
        (("--sign", "--key", "{pairs}/judith"), 4, "This is a private key."),
        (("--key", "{pairs}/judith.pub"), 2, "--key is for --sign."),
        (("--example", "--sign"), 2, "cannot be signed"),
    ],
)
def test_no_repository_that_would_not_sign(tmp_path: Path, pairs: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = iza("init", str(tmp_path / "new"), *(word.format(pairs=pairs) for word in words))
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert not (tmp_path / "new").exists()


def test_a_passphrase_is_asked_for_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pexpect

    for name in ("SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    pub = new_key(tmp_path / "key")
    subprocess.run(["ssh-keygen", "-q", "-p", "-N", "geheim", "-f", pub.with_suffix("")], check=True)
    words = ["--lang", "en", "init", str(tmp_path / "new"), "--sign", "--key", str(pub)]
    child = pexpect.spawn(str(SCRIPT), words, encoding="utf-8", timeout=30, env={**os.environ})
    child.expect("passphrase")
    child.sendline("geheim")
    child.expect("Case repository made")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert casework.git(tmp_path / "new", "log", "--format=%G?").split() == ["G"]
