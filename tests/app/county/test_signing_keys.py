"""Keys of caseworkers: on the list, ended, used by a clone; and nothing is written that would not be signed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import casework
import pytest
from casework import CLIENT, STATES, at, refusal
from signing import JUDITH, MIRIAM, line, needs_ssh, new_key, public, string
from support import plant_hook

from iza import git
from iza.app.county import clone_signing, directory, setup, signing_keys
from iza.app.office import Office
from iza.errors import GitError, InvalidData, IzaError, NotFound, Refused
from iza.history.signatures import SignatureKind, parse, verdict
from iza.model.signers import FILE, Key
from iza.store.repository import Repository

pytestmark = needs_ssh
Git = Callable[..., str]


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pairs of keys; outside of any home."""
    folder = tmp_path_factory.mktemp("pairs")
    for name in ("judith", "judith2", "miriam", "stranger"):
        new_key(folder / name)
    return folder


@pytest.fixture
def mine(pairs: Path) -> Path:
    return pairs / "judith.pub"


@pytest.fixture
def signed(office: Office, mine: Path) -> Office:
    """An office in which signing is on, with Judith's key."""
    signing_keys.add(office, "me", mine)
    return replace(office, repo=Repository(office.repo.root))


def listed(office: Office) -> str:
    return (office.repo.root / FILE).read_text("utf-8")


def fingerprint(pub: Path) -> str:
    return subprocess.run(["ssh-keygen", "-lf", pub], capture_output=True, text=True, check=True).stdout.split()[1]


def kinds(root: Path, revisions: str = "HEAD") -> list[SignatureKind]:
    """What the signatures of commits are, the newest first, each judged by the list its parent had."""
    commits = git.log(root, revision=revisions)
    texts = git.blobs(root, [name for one in commits for name in (one.id, f"{one.id}^:{FILE}", f"{one.id}:{FILE}")])
    found = []
    for one in commits:
        text = texts.get(f"{one.id}^:{FILE}") or texts.get(f"{one.id}:{FILE}") or b""
        found.append(verdict(texts[one.id], parse(text.decode()), one.committer.email, one.committed).kind)
    return found


def clone(office: Office, target: Path, email: str) -> Office:
    """A colleague's clone."""
    subprocess.run(["git", "clone", "-q", str(office.repo.root), str(target)], check=True)
    casework.git(target, "config", "user.email", email)
    return Office(Repository(target), office.today)


def config(root: Path) -> str:
    return (root / ".git/config").read_text("utf-8")


# -- the first key ---------------------------------------------------------------------------------------


def test_signing_begins_with_ones_own_key(office: Office, mine: Path, git: Git) -> None:
    outcome = signing_keys.add(office, "me", mine)
    root = office.repo.root
    today = f"{datetime.now(UTC):%Y%m%d}"
    assert listed(office).splitlines()[1:] == [f'{JUDITH} namespaces="git",valid-after="{today}Z" {public(mine)}']
    assert "judith@laptop" not in listed(office)
    assert (outcome.case, outcome.data["fingerprint"]) == ("kue", fingerprint(mine))
    assert git(root, "log", "-1", "--format=%G?|%GS|%s|%(trailers:key=Iza-Action,valueonly)").strip() == (
        f"G|{JUDITH}|caseworkers: kue (key)|worker.key"
    )
    assert kinds(root)[0] is SignatureKind.GOOD
    assert git(root, "status", "--porcelain") == ""
    values = ("gpg.format", "user.signingkey", "commit.gpgsign", "gpg.ssh.allowedSignersFile")
    assert [git(root, "config", "--local", name).strip() for name in values] == ["ssh", str(mine), "true", FILE]


def test_git_finds_the_list_from_any_folder(signed: Office, git: Git) -> None:
    git(signed.repo.root / "directory", "verify-commit", "HEAD")


def test_the_key_of_somebody_else_cannot_be_the_first(office: Office, pairs: Path) -> None:
    with refusal(office, "iza worker key me --add"):
        signing_keys.add(office, "elz", pairs / "miriam.pub")


@pytest.mark.parametrize("trouble", ["no private key", "a passphrase", "hook"])
def test_where_git_cannot_sign_everything_is_as_before(office: Office, tmp_path: Path, trouble: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pub, root = new_key(tmp_path / "key"), office.repo.root
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    if trouble == "no private key":
        pub.with_suffix("").unlink()
    elif trouble == "a passphrase":
        subprocess.run(["ssh-keygen", "-q", "-p", "-N", "geheim", "-f", pub.with_suffix("")], check=True)
    else:
        plant_hook(root, "pre-commit", "exit 1")
    before = config(root)
    with refusal(office, "git commit refused", GitError):
        signing_keys.add(office, "me", pub)
    assert casework.git(root, "config", "--local", "--list") == _listed_config(before, tmp_path)
    assert not (root / FILE).exists()


def _listed_config(text: str, folder: Path) -> str:
    (folder / "before").write_text(text, "utf-8")
    return casework.git(folder, "config", "--file", str(folder / "before"), "--list")


def test_what_was_configured_before_comes_back(office: Office, tmp_path: Path) -> None:
    root, pub = office.repo.root, new_key(tmp_path / "key")
    pub.with_suffix("").unlink()
    for name, value in (("gpg.format", "openpgp"), ("user.signingkey", "0xABCDEF"), ("commit.gpgsign", "false")):
        casework.git(root, "config", name, value)
    before = casework.git(root, "config", "--local", "--list")
    with pytest.raises(GitError):
        signing_keys.add(office, "me", pub)
    assert casework.git(root, "config", "--local", "--list") == before


# -- every commit is signed ------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["amended", "closed", "paused", "postponed", "declined", "ended"])
def test_every_step_of_the_procedure_is_signed(signed: Office, state: str) -> None:
    start = git.head(signed.repo.root)
    STATES[state](signed, CLIENT)
    found = kinds(signed.repo.root, f"{start}..HEAD")
    assert len(found) > 3
    assert set(found) == {SignatureKind.GOOD}
    shown = casework.git(signed.repo.root, "log", "--format=%G?", f"{start}..HEAD").split()
    assert set(shown) == {"G"}


def test_the_directory_is_signed(signed: Office) -> None:
    directory.add(signed, "partners", {"id": "neu", "name": "Neu e. V.", "kind": "other"})
    directory.edit(signed, "partners", "neu", {"municipality": "Albweil"})
    directory.end(signed, "partners", "neu", signed.day)
    assert kinds(signed.repo.root)[:4] == [SignatureKind.GOOD] * 4


def test_a_cache_of_the_first_answer_does_not_outlive_a_change(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    signing_keys.revoke(signed, "kue", fingerprint(pairs / "judith.pub"))
    with pytest.raises(GitError):
        casework.opened(signed, CLIENT)


# -- a clone that would not sign -------------------------------------------------------------------------

TROUBLES: dict[str, tuple[list[tuple[str, ...]], str]] = {
    "off": ([("commit.gpgsign", "false")], "not set up to sign"),
    "not said": ([("--unset", "commit.gpgsign")], "not set up to sign"),
    "openpgp": ([("gpg.format", "openpgp")], "not set up to sign"),
    "no key": ([("--unset", "user.signingkey")], "not set up to sign"),
    "key file gone": ([("user.signingkey", "/nowhere/id_ed25519.pub")], "not set up to sign"),
    "a folder": ([("user.signingkey", "/")], "not set up to sign"),
    "nobody's home": ([("user.signingkey", "~nobodyatall/id.pub")], "not set up to sign"),
    "rubbish": ([("user.signingkey", "key::ssh-ed25519 AAAA")], "not set up to sign"),
    "another key": ([("user.signingkey", "{pairs}/stranger.pub")], "not on the list of keys"),
    "another key, said in full": ([("user.signingkey", "key::{stranger}")], "not on the list of keys"),
    "another person": ([("user.email", MIRIAM)], "not on the list of keys"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_clone_that_would_not_sign_writes_nothing(signed: Office, pairs: Path, trouble: str) -> None:
    settings, said = TROUBLES[trouble]
    case = casework.drafted(signed, CLIENT)
    stranger = public(pairs / "stranger.pub")
    for words in settings:
        casework.git(signed.repo.root, "config", *(word.format(pairs=pairs, stranger=stranger) for word in words))
    anew = replace(signed, repo=Repository(signed.repo.root))
    with refusal(anew, said, GitError):
        casework.opened(anew, CLIENT)
    with refusal(anew, "iza worker key me --use FILE.pub", GitError):
        casework.goals_and_steps.add_goal(at(anew, casework.DAYS["decided"]), case, casework.WORK_GOAL)
    with refusal(anew, said, GitError):
        directory.end(anew, "partners", "sprachwerk", anew.day)


@pytest.mark.parametrize("value", ["yes", "1", "on", "TRUE", None])
def test_every_yes_of_git_counts(signed: Office, value: str | None) -> None:
    place = signed.repo.root / ".git/config"
    text = config(signed.repo.root)
    assert "gpgsign = true" in text
    place.write_text(text.replace("gpgsign = true", f"gpgsign = {value}" if value else "gpgsign"), "utf-8")
    casework.opened(signed, CLIENT)
    assert kinds(signed.repo.root)[0] is SignatureKind.GOOD


@pytest.mark.parametrize("how", ["private", "relative", "home"])
def test_the_key_may_be_named_in_every_way_git_knows(signed: Office, mine: Path, person: Path, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    root = signed.repo.root
    for source in (mine, mine.with_suffix("")):
        (person / source.name).write_bytes(source.read_bytes())
        (person / source.name).chmod(0o600)
    told = {"private": str(mine.with_suffix("")), "relative": os.path.relpath(mine, root), "home": "~/judith.pub"}[how]
    casework.git(root, "config", "user.signingkey", told)
    opened: list[str] = []
    real = Path.open
    monkeypatch.setattr(Path, "open", lambda self, *words, **names: opened.append(self.name) or real(self, *words, **names))
    casework.opened(signed, CLIENT)
    assert kinds(root)[0] is SignatureKind.GOOD
    assert "judith.pub" in opened
    assert "judith" not in opened, "a private key is never read"


def test_where_nobody_signs_nobody_is_asked(office: Office, mine: Path) -> None:
    (office.repo.root / FILE).write_text(line(mine), "utf-8")  # lies there, but was never committed
    casework.opened(office, CLIENT)
    assert kinds(office.repo.root)[0] is SignatureKind.UNSIGNED


def test_many_commits_at_once_cannot_be_signed(signed: Office) -> None:
    with refusal(signed, "many at once", GitError), signed.repo.batch(lambda: datetime.now(UTC), lambda: git.Author("A", "a@b.c")):
        pass


# -- colleagues ------------------------------------------------------------------------------------------


def test_a_new_colleague(signed: Office, pairs: Path, tmp_path: Path) -> None:
    hers = clone(signed, tmp_path / "hers", MIRIAM)
    with refusal(hers, "Somebody whose key counts adds yours", GitError):
        _add_without_being_asked(hers, pairs / "miriam.pub")
    casework.git(hers.repo.root, "config", "--unset", "user.signingkey")
    with refusal(hers, "not on the list of keys", GitError):
        signing_keys.use(hers, "me", pairs / "miriam.pub")

    outcome = signing_keys.add(signed, "elz", pairs / "miriam.pub")
    assert "iza worker key me --use" in outcome.next
    assert casework.git(signed.repo.root, "config", "user.signingkey").strip() == str(pairs / "judith.pub")
    casework.git(hers.repo.root, "pull", "-q")

    signing_keys.add(hers, "me", pairs / "miriam.pub")  # as good as --use, since it is on the list
    casework.opened(replace(hers, repo=Repository(hers.repo.root)), CLIENT)
    shown = casework.git(hers.repo.root, "log", "-3", "--format=%G? %GS").splitlines()
    assert shown == [f"G {MIRIAM}", f"G {JUDITH}", f"G {JUDITH}"]
    assert kinds(hers.repo.root)[:3] == [SignatureKind.GOOD] * 3


def _add_without_being_asked(office: Office, pub: Path) -> None:
    """Somebody who sets up git and lets themselves in."""
    clone_signing.configure(office.repo.root, pub)
    signing_keys.add(office, "me", pub)


def test_a_clone_signs_with_the_key_of_who_works_there(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "who works there"):
        signing_keys.use(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "not on the list", GitError):
        signing_keys.use(signed, "me", pairs / "miriam.pub")


def test_me_must_have_the_address_of_the_directory(office: Office, mine: Path) -> None:
    casework.git(office.repo.root, "config", "user.email", "judith@privat.example")
    for call in (signing_keys.add, signing_keys.use):
        with refusal(office, "iza worker show kue"):
            call(office, "me", mine)


def test_without_a_list_there_is_nothing_to_use(office: Office, mine: Path) -> None:
    with refusal(office, "iza worker key me --add FILE.pub"):
        signing_keys.use(office, "me", mine)


def test_a_second_key_of_ones_own(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "me", pairs / "judith2.pub")
    root = signed.repo.root
    assert casework.git(root, "log", "-1", "--format=%GF").strip() == fingerprint(pairs / "judith.pub")
    casework.opened(signed, CLIENT)
    assert casework.git(root, "log", "-1", "--format=%G? %GF").strip() == f"G {fingerprint(pairs / 'judith2.pub')}"
    assert [one.key.fingerprint for one in signing_keys.keys(signed, "me").signers] == [
        fingerprint(pairs / "judith.pub"), fingerprint(pairs / "judith2.pub"),
    ]  # fmt: skip
    assert kinds(root)[:3] == [SignatureKind.GOOD] * 3


# -- what is no key for the list -------------------------------------------------------------------------


def refused_keys(folder: Path, pairs: Path) -> dict[str, tuple[bytes | Path, str, type[IzaError]]]:
    good = (pairs / "miriam.pub").read_bytes()
    off_curve = Key("ecdsa-sha2-nistp256", string(b"ecdsa-sha2-nistp256") + string(b"nistp256") + string(b"\4" + b"\1" * 64))
    return {
        "private": (pairs / "miriam", "This is a private key", InvalidData),
        "missing": (folder / "nowhere.pub", "cannot be read", NotFound),
        "a folder": (folder, "cannot be read", NotFound),
        "NUL in the name": (Path("a\0b"), "cannot be read", NotFound),
        "empty": (b"", "no public key of ssh", InvalidData),
        "words": (b"Guten Tag", "no public key of ssh", InvalidData),
        "cut off": (good[:40], "copy the whole line again", InvalidData),
        "dsa": (b"ssh-dss AAAAB3NzaC1kc3MAAACBAP", "Keys of this kind", InvalidData),
        "short rsa": (new_key(folder / "weak", "-t", "rsa", "-b", "1024"), "at least 2048 bits", InvalidData),
        "off the curve": (off_curve.text.encode(), "copy the whole line again", InvalidData),
        "two keys": (good + good, "no public key of ssh", InvalidData),
        "a line break": (good.replace(b"judith@laptop", b"x\rattacker@x.example " + good), "no public key of ssh", InvalidData),
        "an escape": (good.replace(b"judith@laptop", b"\x1b]0;x\x07"), "no public key of ssh", InvalidData),
        "no text": (b"\xff\xfe\x00\x01", "no public key of ssh", InvalidData),
        "a megabyte": (good.strip() + b"x" * 1_000_000, "no public key of ssh", InvalidData),
        "somebody else's": (pairs / "judith.pub", "on the list for somebody else", Refused),
    }


def test_what_is_refused(signed: Office, pairs: Path, tmp_path: Path) -> None:
    for name, (what, said, error) in refused_keys(tmp_path, pairs).items():
        place = what
        if isinstance(what, bytes):
            place = tmp_path / f"{name}.pub"
            place.write_bytes(what)
        assert isinstance(place, Path)
        with refusal(signed, said, error):
            signing_keys.add(signed, "elz", place)


def test_a_comment_never_reaches_the_list(signed: Office, pairs: Path, tmp_path: Path) -> None:
    place = tmp_path / "key.pub"
    place.write_text(f'{public(pairs / "miriam.pub")} "x", cert-authority namespaces="*" ü\n', "utf-8")
    signing_keys.add(signed, "elz", place)
    assert listed(signed).splitlines()[-1].endswith(public(pairs / "miriam.pub"))


def test_a_key_that_is_there(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "on the list already"):
        signing_keys.add(signed, "elz", pairs / "miriam.pub")


def entry(office: Office, **fields: str) -> None:
    """Change Miriam's entry by hand, and commit it."""
    place = office.repo.root / "directory/caseworkers.yaml"
    text = place.read_text("utf-8")
    for name, value in fields.items():
        old = {"email": f"    email: {MIRIAM}\n"}[name]
        assert old in text
        text = text.replace(old, f"    {name}: {value}\n" if value else "")
    place.write_text(text, "utf-8")
    casework.git(office.repo.root, "commit", "-qam", "von Hand")


@pytest.mark.parametrize(
    ("email", "said", "error"),
    [("", "no e-mail address of elz", Refused), (JUDITH.upper(), "shares the e-mail address", Refused),
     ('"m*@albweil.example"', "one e-mail address", InvalidData), ("mübel@albweil.example", "one e-mail address", InvalidData),
     ('"m\\"x@albweil.example"', "one e-mail address", InvalidData)],
)  # fmt: skip
def test_an_address_that_cannot_have_a_key(signed: Office, pairs: Path, email: str, said: str, error: type[IzaError]) -> None:
    entry(signed, email=email)
    anew = replace(signed, repo=Repository(signed.repo.root))
    with refusal(anew, said, error):
        signing_keys.add(anew, "elz", pairs / "miriam.pub")


@pytest.mark.parametrize("call", [signing_keys.keys, lambda o, r: signing_keys.add(o, r, Path("x.pub")), lambda o, r: signing_keys.revoke(o, r, "SHA256:abcdef")])
def test_somebody_the_directory_does_not_have(signed: Office, call: Callable[..., object]) -> None:
    with refusal(signed, "There is no entry xyz", NotFound):
        call(signed, "xyz")


# -- the end of a key ------------------------------------------------------------------------------------


def test_what_a_key_signed_before_its_end_stays_good(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    signing_keys.add(signed, "me", pairs / "judith2.pub")
    outcome = signing_keys.revoke(signed, "kue", fingerprint(pairs / "judith.pub"))
    assert outcome.notes == ()
    old, hers, new = (one for one in listed(signed).splitlines() if not one.startswith("#"))
    assert old.startswith(f'{JUDITH} namespaces="git",valid-after="')
    assert f'",valid-before="{datetime.now(UTC):%Y%m%d}' in old
    assert (public(pairs / "judith.pub") in old, "before" in hers, "before" in new) == (True, False, False)
    assert kinds(signed.repo.root)[:4] == [SignatureKind.GOOD] * 4
    now = parse(listed(signed))
    assert {one.principal for one in now.usable(datetime.now(UTC) + timedelta(seconds=1))} == {JUDITH, MIRIAM}
    assert casework.git(signed.repo.root, "log", "-4", "--format=%G?").split() == ["G"] * 4


def test_who_ends_the_own_key_hears_it(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    outcome = signing_keys.revoke(signed, "me", fingerprint(pairs / "judith.pub")[:14])
    assert [note for note in outcome.notes if "This clone signs with that key" in note]
    assert kinds(signed.repo.root)[0] is SignatureKind.GOOD, "the end itself is signed with the key that ends"


def test_a_key_that_ended_does_not_come_back(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    signing_keys.revoke(signed, "elz", fingerprint(pairs / "miriam.pub"))
    with refusal(signed, "does not come back"):
        signing_keys.add(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "ended already"):
        signing_keys.revoke(signed, "elz", fingerprint(pairs / "miriam.pub"))


def test_the_last_key_stays(signed: Office, pairs: Path) -> None:
    with refusal(signed, "last key that counts"):
        signing_keys.revoke(signed, "me", fingerprint(pairs / "judith.pub"))


@pytest.mark.parametrize("text", ["", "SHA256:", "SHA256:x", "kein Abdruck", "SHA256:aaaaaaaaaaaa", "*", "../../etc"])
def test_no_key_has_this_fingerprint(signed: Office, pairs: Path, text: str) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "has this fingerprint", NotFound):
        signing_keys.revoke(signed, "elz", text)


def test_a_key_is_ended_for_its_own_person_only(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    with refusal(signed, "has this fingerprint", NotFound):
        signing_keys.revoke(signed, "elz", fingerprint(pairs / "judith.pub"))


def test_who_leaves_may_leave_a_key_behind(signed: Office, pairs: Path) -> None:
    signing_keys.add(signed, "elz", pairs / "miriam.pub")
    notes = directory.end(signed, "caseworkers", "elz", signed.day).notes
    assert [note for note in notes if f"iza worker key elz --revoke {fingerprint(pairs / 'miriam.pub')}" in note]
    signing_keys.revoke(signed, "elz", fingerprint(pairs / "miriam.pub"))
    assert signing_keys.left_behind(signed, "elz") == ()
    assert signing_keys.left_behind(signed, "brn") == ()


# -- a list somebody wrote by hand -----------------------------------------------------------------------


def by_hand(office: Office, content: bytes) -> Office:
    (office.repo.root / FILE).write_bytes(content)
    casework.git(office.repo.root, "commit", "-qam", "von Hand")
    return replace(office, repo=Repository(office.repo.root))


def test_every_other_byte_stays(signed: Office, pairs: Path) -> None:
    text = f"# Schlüssel\r\n\r\n{line(pairs / 'judith.pub').strip()} Büro\r\n# kaputt: \udcff\r\nunsinn".replace(
        "namespaces", "NAMESPACES"
    )
    before = text.encode("utf-8", "surrogateescape")
    anew = by_hand(signed, before)
    signing_keys.add(anew, "elz", pairs / "miriam.pub")
    after = (anew.repo.root / FILE).read_bytes()
    added = after.removeprefix(before)
    assert added.startswith(f"\n{MIRIAM} ".encode())
    assert [problem.line for problem in signing_keys.keys(anew, "elz").broken] == [5]
    signing_keys.revoke(anew, "kue", fingerprint(pairs / "judith.pub"))
    ended = (anew.repo.root / FILE).read_bytes()
    assert ended.count(b"valid-before") == 1
    cut = ended.index(b",valid-before")
    assert ended[:cut] + ended[ended.index(b'Z"', cut) + 2 :] == after


def test_a_change_nobody_committed_is_not_swept_along(signed: Office, pairs: Path) -> None:
    with (signed.repo.root / FILE).open("a", encoding="utf-8") as file:
        file.write(line(pairs / "stranger.pub"))
    with refusal(signed, "not committed yet", GitError):
        signing_keys.add(signed, "elz", pairs / "miriam.pub")


def test_a_link_is_not_followed(signed: Office, pairs: Path, tmp_path: Path) -> None:
    place = signed.repo.root / FILE
    place.rename(tmp_path / "elsewhere")
    place.symlink_to(tmp_path / "elsewhere")
    with refusal(signed, "link", GitError):
        signing_keys.add(signed, "elz", pairs / "miriam.pub")


def test_a_key_that_was_only_written_down_does_not_sign(signed: Office, pairs: Path) -> None:
    """The list counts as it was committed: nobody lets themselves in by a change of the file."""
    with (signed.repo.root / FILE).open("a", encoding="utf-8") as file:
        file.write(line(pairs / "stranger.pub"))
    casework.git(signed.repo.root, "config", "user.signingkey", str(pairs / "stranger.pub"))
    with refusal(signed, "not on the list", GitError):
        casework.opened(signed, CLIENT)


# -- a new repository ------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["file", "git knows a file", "git knows a private key"])
def test_a_new_repository_signed_from_the_first_commit_on(tmp_path: Path, mine: Path, git: Git, how: str) -> None:
    target = tmp_path / "new"
    if how != "file":
        told = mine if how == "git knows a file" else mine.with_suffix("")
        git(tmp_path, "config", "--global", "user.signingkey", str(told))
    setup.init(target, "Kreis", sign=True, key=mine if how == "file" else None)
    assert git(target, "log", "--format=%G? %GS").splitlines() == [f"G {JUDITH}"]
    assert kinds(target) == [SignatureKind.GOOD]
    assert [one.principal for one in parse((target / FILE).read_text("utf-8")).signers] == [JUDITH]
    assert git(target, "status", "--porcelain") == ""
    assert (git(target, "config", "--local", "--list").count("signingkey") == 1) is (how == "file")
    office = Office(Repository(target), casework.TODAY)
    directory.add(office, "caseworkers", {"id": "kue", "name": {"family": "Kübler", "given": "Judith"}, "email": JUDITH})
    assert kinds(target) == [SignatureKind.GOOD, SignatureKind.GOOD]


@pytest.mark.parametrize("told", [None, "0xABCDEF", "/nowhere/id.pub", "key::nonsense"])
def test_without_a_key_no_repository(tmp_path: Path, git: Git, told: str | None) -> None:
    if told:
        git(tmp_path, "config", "--global", "user.signingkey", told)
    with pytest.raises(Refused) as caught:
        setup.init(tmp_path / "new", "Kreis", sign=True)
    assert caught.value.hint == "ssh-keygen -t ed25519; iza init DIR --sign --key ~/.ssh/id_ed25519.pub"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("trouble", ["private key given", "no private key", "an odd address"])
def test_where_signing_fails_no_repository_is_left(tmp_path: Path, git: Git, trouble: str, there: bool) -> None:
    pub, target = new_key(tmp_path / "pairs/key"), tmp_path / "new"
    if trouble == "no private key":
        pub.with_suffix("").unlink()
    if trouble == "an odd address":
        git(tmp_path, "config", "--global", "user.email", "judith*@albweil.example")
    if there:
        target.mkdir()
        git(target, "init", "-q")
        git(target, "config", "gpg.format", "openpgp")
    before = git(target, "config", "--local", "--list") if there else ""
    with pytest.raises(IzaError):
        setup.init(target, "Kreis", sign=True, key=pub.with_suffix("") if trouble == "private key given" else pub)
    assert target.exists() is there
    if there:
        assert git(target, "config", "--local", "--list") == before
        assert {entry.name for entry in target.iterdir()} == {".git"}
