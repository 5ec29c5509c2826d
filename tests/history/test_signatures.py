"""Signatures of commits are judged as git and ssh-keygen judge them, or more strictly where the list says so."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from hypothesis import given
from hypothesis import strategies as st
from signing import (
    JUDITH,
    MIRIAM,
    armored,
    attached,
    git_says,
    line,
    needs_ssh,
    new_key,
    public,
    signed_commit,
    sshsig,
    string,
)

from iza.history.signatures import Allowed, SignatureKind, parse, signed_parts, verdict
from iza.model import signers
from iza.model.signers import Fault

DAY = datetime(2026, 3, 16, 10, tzinfo=timezone(timedelta(hours=1)))
KINDS: dict[str, tuple[str, ...]] = {
    "ed25519": ("-t", "ed25519"),
    "p256": ("-t", "ecdsa", "-b", "256"),
    "p384": ("-t", "ecdsa", "-b", "384"),
    "p521": ("-t", "ecdsa", "-b", "521"),
    "rsa": ("-t", "rsa", "-b", "2048"),
    "foreign": ("-t", "ed25519"),
    "weak": ("-t", "rsa", "-b", "1024"),
}
SIGNING = ["ed25519", "p256", "p384", "p521", "rsa"]


class Desk(NamedTuple):
    """A repository, keys by name, and a commit signed with each."""

    folder: Path
    keys: dict[str, Path]
    commits: dict[str, bytes]

    def payload(self) -> bytes:
        parts = signed_parts(self.commits["ed25519"])
        assert parts
        return parts[0]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    top = tmp_path_factory.mktemp("signed")
    folder = top / "repo"
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    for key, value in (("user.name", "Judith Kübler"), ("user.email", JUDITH)):
        subprocess.run(["git", "config", key, value], cwd=folder, check=True)
    subprocess.run(["git", "commit", "-q", "--allow-empty", "-m", "first"], cwd=folder, check=True)
    keys = {name: new_key(top / name, *words) for name, words in KINDS.items()}
    commits = {name: signed_commit(folder, key, f"Änderung mit {name}\n\nIza-Action: x") for name, key in keys.items()}
    return Desk(folder, keys, commits)


pytestmark = needs_ssh


def judged(content: bytes, listed: str, email: str = JUDITH, when: datetime = DAY) -> SignatureKind:
    return verdict(content, parse(listed), email, when).kind


# -- what git signs --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SIGNING)
def test_what_git_signs_is_good(desk: Desk, name: str) -> None:
    found = verdict(desk.commits[name], parse(line(desk.keys[name])), JUDITH, DAY)
    shown = subprocess.run(["ssh-keygen", "-lf", desk.keys[name]], capture_output=True, text=True, check=True).stdout
    assert (found.kind, found.principal, found.fingerprint) == (SignatureKind.GOOD, JUDITH, shown.split()[1])
    assert git_says(desk.folder, desk.commits[name], line(desk.keys[name])) == (True, "G")


@pytest.mark.parametrize("name", SIGNING)
def test_a_key_nobody_has(desk: Desk, name: str) -> None:
    assert judged(desk.commits[name], line(desk.keys["foreign"])) is SignatureKind.UNKNOWN_KEY
    assert judged(desk.commits[name], "") is SignatureKind.UNKNOWN_KEY
    assert git_says(desk.folder, desk.commits[name], line(desk.keys["foreign"])) == (False, "U")


def test_a_commit_without_a_signature(desk: Desk) -> None:
    assert judged(desk.payload(), line(desk.keys["ed25519"])) is SignatureKind.UNSIGNED
    assert git_says(desk.folder, desk.payload(), line(desk.keys["ed25519"])) == (False, "N")


@pytest.mark.parametrize("word", ["PGP SIGNATURE", "PGP MESSAGE", "SIGNED MESSAGE"])
def test_signatures_of_another_kind(desk: Desk, word: str) -> None:
    content = attached(desk.payload(), f"-----BEGIN {word}-----\n\nabc=\n-----END {word}-----")
    assert judged(content, line(desk.keys["ed25519"])) is SignatureKind.OTHER_KIND
    assert not git_says(desk.folder, content, line(desk.keys["ed25519"]))[0]


def test_the_signature_of_another_commit(desk: Desk) -> None:
    other = signed_parts(desk.commits["ed25519"])
    mine = signed_parts(signed_commit(desk.folder, desk.keys["ed25519"], "another"))
    assert other
    assert mine
    content = attached(mine[0], other[1].rstrip("\n"))
    assert judged(content, line(desk.keys["ed25519"])) is SignatureKind.BAD
    assert git_says(desk.folder, content, line(desk.keys["ed25519"])) == (False, "B")


# -- what somebody changed -------------------------------------------------------------------------------

PLACES: dict[str, Callable[[bytes], int]] = {
    "tree": lambda text: text.index(b"tree ") + 10,
    "parent": lambda text: text.index(b"parent ") + 10,
    "author": lambda text: text.index(b"Judith"),
    "author's address": lambda text: text.index(b"j.kuebler"),
    "day": lambda text: text.index(b" +0100") - 3,
    "committer": lambda text: text.index(b"committer Judith") + 12,
    "message": lambda text: text.index("Änderung".encode()) + 3,
    "last byte": lambda text: len(text) - 2,
    "name of the header": lambda text: text.index(b"gpgsig") + 2,
    "first line": lambda text: text.index(b"SSH SIG") + 1,
    "last line": lambda text: text.index(b"END SSH") + 1,
    "magic": lambda text: text.index(b"U1NIU0lH") + 1,
    "version": lambda text: text.index(b"U1NIU0lH") + 12,
    "key": lambda text: text.index(b"U1NIU0lH") + 50,
    "signature": lambda text: text.index(b"-----END") - 30,
    "end of the signature": lambda text: text.index(b"-----END") - 6,
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["ed25519", "p256", "rsa"])
def test_one_byte_changed(desk: Desk, name: str, place: str) -> None:
    content = bytearray(desk.commits[name])
    at = PLACES[place](bytes(content))
    content[at] = ord("0") if content[at] != ord("0") else ord("1")
    assert judged(bytes(content), line(desk.keys[name])) is not SignatureKind.GOOD
    assert not git_says(desk.folder, bytes(content), line(desk.keys[name]))[0]


def test_no_byte_can_be_changed(desk: Desk) -> None:
    content, listed = desk.commits["ed25519"], parse(line(desk.keys["ed25519"]))
    for at in range(len(content)):
        changed = content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :]
        assert verdict(changed, listed, JUDITH, DAY).kind is not SignatureKind.GOOD, at


def test_no_byte_can_be_added_or_taken_away(desk: Desk) -> None:
    content, listed = desk.commits["ed25519"], parse(line(desk.keys["ed25519"]))
    armor = range(content.index(b"gpgsig"), content.index(b"-----END"))
    for at in range(len(content)):
        shorter, longer = content[:at] + content[at + 1 :], content[:at] + b"x" + content[at:]
        assert verdict(longer, listed, JUDITH, DAY).kind is not SignatureKind.GOOD, at
        same = at in armor and signed_parts(shorter) and "".join((signed_parts(shorter) or (b"", ""))[1].split()) == (
            "".join((signed_parts(content) or (b"", ""))[1].split())
        )  # a line break inside the armor means nothing
        assert same or verdict(shorter, listed, JUDITH, DAY).kind is not SignatureKind.GOOD, at


def loose(text: str) -> str:
    """The same base64 with one of the bits set that decode to nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    body = text.rstrip("=")
    assert body != text
    return body[:-1] + letters[letters.index(body[-1]) ^ 1] + text[len(body) :]


def test_bits_that_mean_nothing_are_looked_at_too(desk: Desk) -> None:
    head, end, tail = desk.commits["ed25519"].decode().partition("\n -----END")
    content = (loose(head) + end + tail).encode()
    assert judged(content, line(desk.keys["ed25519"])) is SignatureKind.MALFORMED
    assert not git_says(desk.folder, content, line(desk.keys["ed25519"]))[0]
    listed = f"{loose(line(desk.keys['p256']).rstrip())}\n"
    assert [problem.fault for problem in parse(listed).problems] == [Fault.DAMAGED]
    assert not git_says(desk.folder, desk.commits["p256"], listed)[0]


# -- envelopes made by hand ------------------------------------------------------------------------------


def private(desk: Desk, name: str) -> tuple[bytes, Any]:
    """The key as ssh sends it, and the private key to sign with."""
    key = signers.public_key(desk.keys[name].read_text("utf-8"))
    return key.blob, load_ssh_private_key(desk.keys[name].with_suffix("").read_bytes(), None)


ODD: dict[str, tuple[dict[str, Any], SignatureKind]] = {
    "as it should be": ({}, SignatureKind.GOOD),
    "sha256": ({"hash_name": b"sha256"}, SignatureKind.GOOD),
    "reserved": ({"reserved": b"for later"}, SignatureKind.GOOD),
    "for a file": ({"namespace": b"file"}, SignatureKind.WRONG_NAMESPACE),
    "for nothing": ({"namespace": b""}, SignatureKind.WRONG_NAMESPACE),
    "for git and NUL": ({"namespace": b"git\0"}, SignatureKind.WRONG_NAMESPACE),
    "sha1": ({"hash_name": b"sha1"}, SignatureKind.MALFORMED),
    "version 2": ({"version": 2}, SignatureKind.MALFORMED),
    "more behind": ({"tail": b"\0\0\0\0"}, SignatureKind.MALFORMED),
    "more inside": ({"more": b"x"}, SignatureKind.MALFORMED),
    "another algorithm": ({"algorithm": b"ssh-rsa"}, SignatureKind.MALFORMED),
    "no algorithm": ({"algorithm": b""}, SignatureKind.MALFORMED),
}


@pytest.mark.parametrize("what", ODD)
def test_envelopes_made_by_hand(desk: Desk, what: str) -> None:
    options, expected = ODD[what]
    blob, key = private(desk, "ed25519")
    envelope = sshsig(desk.payload(), blob, key.sign, **{"algorithm": b"ssh-ed25519", **options})
    content = attached(desk.payload(), armored(envelope))
    assert judged(content, line(desk.keys["ed25519"])) is expected
    assert git_says(desk.folder, content, line(desk.keys["ed25519"]))[0] is (expected is SignatureKind.GOOD)


@pytest.mark.parametrize(
    ("algorithm", "digest", "expected"),
    [("rsa-sha2-256", "SHA256", SignatureKind.GOOD), ("rsa-sha2-512", "SHA512", SignatureKind.GOOD), ("ssh-rsa", "SHA1", SignatureKind.MALFORMED),
     ("rsa-sha2-512", "SHA1", SignatureKind.BAD), ("rsa-sha2-256", "SHA512", SignatureKind.BAD), ("ssh-ed25519", "SHA512", SignatureKind.MALFORMED)],
)  # fmt: skip
def test_rsa_never_with_sha1(desk: Desk, algorithm: str, digest: str, expected: SignatureKind) -> None:
    blob, key = private(desk, "rsa")
    envelope = sshsig(
        desk.payload(), blob, lambda signed: key.sign(signed, PKCS1v15(), getattr(hashes, digest)()),
        algorithm=algorithm.encode(),
    )  # fmt: skip
    content = attached(desk.payload(), armored(envelope))
    assert judged(content, line(desk.keys["rsa"])) is expected
    assert git_says(desk.folder, content, line(desk.keys["rsa"]))[0] is (expected is SignatureKind.GOOD)


@pytest.mark.parametrize("shape", ["good", "negative", "three numbers", "one number", "zeros"])
def test_ecdsa_takes_two_numbers(desk: Desk, shape: str) -> None:
    blob, key = private(desk, "p256")

    def sign(signed: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(signed, ECDSA(hashes.SHA256())))
        numbers = [string(n.to_bytes(33, "big")) for n in (r, s)]
        shapes = {"negative": [string(b"\xff" * 32), numbers[1]], "three numbers": [*numbers, numbers[0]],
                  "one number": numbers[:1], "zeros": [string(b""), string(b"")]}  # fmt: skip
        return b"".join(shapes.get(shape, numbers))

    content = attached(desk.payload(), armored(sshsig(desk.payload(), blob, sign, algorithm=b"ecdsa-sha2-nistp256")))
    assert (judged(content, line(desk.keys["p256"])) is SignatureKind.GOOD) is (shape == "good")
    assert git_says(desk.folder, content, line(desk.keys["p256"]))[0] is (shape == "good")


@pytest.mark.parametrize("tampered", [False, True])
def test_a_security_key(desk: Desk, tampered: bool) -> None:
    from hashlib import sha256

    key = Ed25519PrivateKey.generate()  # stands in for the chip
    kind = b"sk-ssh-ed25519@openssh.com"
    blob = string(kind) + string(key.public_key().public_bytes_raw()) + string(b"ssh:")
    flags = b"\x01\x00\x00\x00\x07"
    envelope = sshsig(
        desk.payload(), blob,
        lambda signed: key.sign(sha256(b"ssh:").digest() + flags + sha256(signed).digest()),
        algorithm=kind, more=b"\x01\x00\x00\x00\x08" if tampered else flags,
    )  # fmt: skip
    content = attached(desk.payload(), armored(envelope))
    listed = f'{JUDITH} namespaces="git" {signers.Key(kind.decode(), blob).text}\n'
    assert judged(content, listed) is (SignatureKind.BAD if tampered else SignatureKind.GOOD)
    assert git_says(desk.folder, content, listed)[0] is not tampered


SIGNATURES = {
    "empty": "",
    "no end": "-----BEGIN SSH SIGNATURE-----\nU1NIU0lH",
    "no base64": "-----BEGIN SSH SIGNATURE-----\n!!!!\n-----END SSH SIGNATURE-----",
    "nothing inside": "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----",
    "not ours": "-----BEGIN SSH SIGNATURE-----\nQUJDREVGR0g=\n-----END SSH SIGNATURE-----",
    "another word": "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----",
    "very long": "-----BEGIN SSH SIGNATURE-----\n" + "QUJD\n" * 200_000 + "-----END SSH SIGNATURE-----",
    "cut off": armored(b"SSHSIG\0\0\0\1\0\0\0\x33\0\0\0\x0bssh-ed25519"),
    "a length too large": armored(b"SSHSIG\0\0\0\1\xff\xff\xff\xff"),
    "a key without a name": armored(b"SSHSIG\0\0\0\1" + b"".join(map(string, (b"", b"git", b"", b"sha512", b"xx")))),
}  # fmt: skip


@pytest.mark.parametrize("what", SIGNATURES)
def test_what_is_no_signature(desk: Desk, what: str) -> None:
    content = attached(desk.payload(), SIGNATURES[what])
    assert judged(content, line(desk.keys["ed25519"])) is SignatureKind.MALFORMED
    assert not git_says(desk.folder, content, line(desk.keys["ed25519"]))[0]


def test_kinds_of_keys_that_no_list_can_hold(desk: Desk) -> None:
    for kind in (b"ssh-dss", b"ssh-ed25519-cert-v01@openssh.com", b"sk-ecdsa-sha2-nistp256@openssh.com", "ü".encode()):
        envelope = sshsig(desk.payload(), string(kind) + string(b"x"), lambda _signed: b"x", algorithm=kind)
        assert judged(attached(desk.payload(), armored(envelope)), "") is SignatureKind.UNKNOWN_KEY


def test_a_signature_for_the_other_hash_is_not_part_of_what_is_signed(desk: Desk) -> None:
    parts = signed_parts(desk.commits["ed25519"])
    assert parts
    both = attached(attached(parts[0], parts[1].strip()), "abc\ndef", header="gpgsig-sha256")
    only = attached(parts[0], parts[1].strip(), header="gpgsig-sha256")
    assert signed_parts(both) == (parts[0], parts[1].strip())
    assert judged(both, line(desk.keys["ed25519"])) is SignatureKind.GOOD
    assert git_says(desk.folder, both, line(desk.keys["ed25519"]))[0]
    assert judged(only, line(desk.keys["ed25519"])) is SignatureKind.UNSIGNED
    assert not git_says(desk.folder, only, line(desk.keys["ed25519"]))[0]


def test_the_word_in_a_message_is_no_header(desk: Desk) -> None:
    content = desk.payload() + b"\ngpgsig -----BEGIN SSH SIGNATURE-----\n"
    assert signed_parts(content) is None
    assert git_says(desk.folder, content, "")[1] == "N"


# -- the list of keys ------------------------------------------------------------------------------------


def test_the_key_of_somebody_else(desk: Desk) -> None:
    found = verdict(desk.commits["ed25519"], parse(line(desk.keys["ed25519"], MIRIAM)), JUDITH, DAY)
    assert (found.kind, found.principal) == (SignatureKind.OTHER_PERSON, MIRIAM)


def test_an_address_is_the_same_in_capitals(desk: Desk) -> None:
    assert judged(desk.commits["ed25519"], line(desk.keys["ed25519"], JUDITH.upper())) is SignatureKind.GOOD


PERIODS: dict[str, tuple[str, str, bool]] = {
    # options, day of the commit in UTC, counts
    "after": ('valid-after="20260101Z"', "2026-03-16T09:00:00", True),
    "too early": ('valid-after="20260317Z"', "2026-03-16T09:00:00", False),
    "the first second": ('valid-after="20260316090000Z"', "2026-03-16T09:00:00", True),
    "the second before": ('valid-after="20260316090000Z"', "2026-03-16T08:59:59", False),
    "before": ('valid-before="202612312359Z"', "2026-03-16T09:00:00", True),
    "the last second": ('valid-before="20260316090000Z"', "2026-03-16T09:00:00", True),
    "the second after": ('valid-before="20260316090000Z"', "2026-03-16T09:00:01", False),
    "between": ('valid-after="20260101Z",valid-before="20261231Z"', "2026-03-16T09:00:00", True),
    "Berlin, midnight": ('valid-after="20260316"', "2026-03-15T23:00:00", True),
    "Berlin, before midnight": ('valid-after="20260316"', "2026-03-15T22:59:59", False),
    "Berlin, summer": ('valid-before="202607011200"', "2026-07-01T10:00:00", True),
    "Berlin, summer, later": ('valid-before="202607011200"', "2026-07-01T10:00:01", False),
}


@pytest.mark.parametrize("what", PERIODS)
def test_a_key_counts_for_its_time(desk: Desk, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    options, moment, counts = PERIODS[what]
    listed = line(desk.keys["ed25519"], options=f'namespaces="git",{options} ')
    content = signed_commit(desk.folder, desk.keys["ed25519"], what, f"{moment}+00:00")
    try:
        kind = judged(content, listed, when=datetime.fromisoformat(moment).replace(tzinfo=UTC))
        assert kind is (SignatureKind.GOOD if counts else SignatureKind.EXPIRED_KEY)
        assert git_says(desk.folder, content, listed)[0] is counts
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_key_that_ended_and_came_back(desk: Desk) -> None:
    key = desk.keys["ed25519"]
    listed = line(key, options='namespaces="git",valid-before="20260101Z" ') + line(key)
    assert judged(desk.commits["ed25519"], listed) is SignatureKind.GOOD
    assert git_says(desk.folder, desk.commits["ed25519"], listed)[0]


NAMESPACES = {'namespaces="git" ': True, 'namespaces="file,git" ': True, 'NAMESPACES="git" ': True, 'namespaces="file" ': False}


@pytest.mark.parametrize("options", NAMESPACES)
def test_a_key_must_be_for_git(desk: Desk, options: str) -> None:
    listed = line(desk.keys["ed25519"], options=options)
    assert (judged(desk.commits["ed25519"], listed) is SignatureKind.GOOD) is NAMESPACES[options]
    assert git_says(desk.folder, desk.commits["ed25519"], listed)[0] is NAMESPACES[options]


def test_a_key_for_everything_is_not_for_git(desk: Desk) -> None:
    assert judged(desk.commits["ed25519"], line(desk.keys["ed25519"], options="")) is SignatureKind.WRONG_NAMESPACE
    assert judged(desk.commits["ed25519"], line(desk.keys["ed25519"], options='namespaces="*" ')) is SignatureKind.WRONG_NAMESPACE


def test_a_weak_key_counts_for_nothing(desk: Desk) -> None:
    listed = parse(line(desk.keys["weak"]))
    assert [problem.fault for problem in listed.problems] == [Fault.WEAK]
    assert verdict(desk.commits["weak"], listed, JUDITH, DAY).kind is SignatureKind.UNKNOWN_KEY


GOOD_LINES = {
    "as iza writes it": '{p} namespaces="git",valid-after="20260101Z" {k}\n',
    "a comment": '{p} namespaces="git" {k} judith@laptop "who" \\ #\n',
    "tabs": '\t {p}\t\tnamespaces="git"\t {k}\t\n',
    "two blanks in the key": '{p} namespaces="git" {two}\n',
    "windows": '# Liste\r\n\r\n{p} namespaces="git" {k}\r\n',
    "windows and a comment": '{p} namespaces="git" {k} judith\r\n',
    "no line end": '{p} namespaces="git" {k}',
    "comments around": '# eins\n   # zwei\n\n{p} namespaces="git" {k}\n#drei',
    "capitals": '{p} Namespaces="git",Valid-After="20260101z" {k}\n',
}


@pytest.mark.parametrize("what", GOOD_LINES)
def test_lines_that_both_read(desk: Desk, what: str) -> None:
    key = public(desk.keys["ed25519"])
    listed = GOOD_LINES[what].format(p=JUDITH, k=key, two=key.replace(" ", "  "))
    assert parse(listed).problems == ()
    assert judged(desk.commits["ed25519"], listed) is SignatureKind.GOOD
    assert git_says(desk.folder, desk.commits["ed25519"], listed)[0]


BAD_LINES = {
    "only a name": ("{p}\n", Fault.UNREADABLE),
    "no key": ('{p} namespaces="git"\n', Fault.UNREADABLE),
    "no kind": ('{p} namespaces="git" {b}\n', Fault.UNREADABLE),
    "another kind in front": ('{p} namespaces="git" ssh-rsa {b}\n', Fault.DAMAGED),
    "dsa": ('{p} namespaces="git" ssh-dss {b}\n', Fault.KIND),
    "a certificate": ('{p} namespaces="git" ssh-ed25519-cert-v01@openssh.com {b}\n', Fault.KIND),
    "cut off": ('{p} namespaces="git" ssh-ed25519 {cut}\n', Fault.DAMAGED),
    "no base64": ('{p} namespaces="git" ssh-ed25519 AAAA!!!!\n', Fault.DAMAGED),
    "no padding": ('{p} namespaces="git" ssh-ed25519 AAAAB\n', Fault.DAMAGED),
    "an authority": ('{p} cert-authority,namespaces="git" {k}\n', Fault.AUTHORITY),
    "an authority alone": ("{p} cert-authority {k}\n", Fault.AUTHORITY),
    "an unknown option": ('{p} namespaces="git",from="*" {k}\n', Fault.OPTION),
    "an option twice": ('{p} namespaces="git",namespaces="git" {k}\n', Fault.OPTION),
    "a day that is none": ('{p} namespaces="git",valid-after="20260230" {k}\n', Fault.PERIOD),
    "a day in words": ('{p} namespaces="git",valid-after="heute" {k}\n', Fault.PERIOD),
    "arabic digits": ('{p} namespaces="git",valid-after="٢٠٢٦٠١٠١" {k}\n', Fault.PERIOD),
    "the end before the beginning": ('{p} namespaces="git",valid-after="20260102Z",valid-before="20260101Z" {k}\n', Fault.PERIOD),
    "everybody": ('* namespaces="git" {k}\n', Fault.PRINCIPAL),
    "a pattern": ('*@albweil.example namespaces="git" {k}\n', Fault.PRINCIPAL),
    "not this one": ('!{p} namespaces="git" {k}\n', Fault.PRINCIPAL),
    "two people": ('{p},m@x.example namespaces="git" {k}\n', Fault.PRINCIPAL),
    "a quoted name": ('"{p} x" namespaces="git" {k}\n', Fault.PRINCIPAL),
    "an option of a program": ('-O@x.example namespaces="git" {k}\n', Fault.PRINCIPAL),
    "an umlaut": ('kübler@albweil.example namespaces="git" {k}\n', Fault.PRINCIPAL),
    "a byte order mark": ('\ufeff{p} namespaces="git" {k}\n', Fault.PRINCIPAL),
    "an escape": ('{p} namespaces="git" {k} \x1b[2J\n', Fault.UNREADABLE),
    "NUL": ('{p} namespaces="git" {k}\0\n', Fault.UNREADABLE),
    "a bare carriage return": ('{p} namespaces="git" {k}\r{p} {k}\n', Fault.UNREADABLE),
    "a line separator": ("{p}\u2028namespaces\n", Fault.UNREADABLE),
}


@pytest.mark.parametrize("what", BAD_LINES)
def test_a_line_that_cannot_be_used_is_named_and_the_others_count(desk: Desk, what: str) -> None:
    text, fault = BAD_LINES[what]
    key = public(desk.keys["foreign"])
    blob = key.split()[1]
    bad = text.format(p=JUDITH, k=key, b=blob, cut=blob[:40])
    listed = parse(f"# keys\n{bad}{line(desk.keys['ed25519'])}")
    assert [(problem.line, problem.fault) for problem in listed.problems] == [(2, fault)]
    assert [signer.line for signer in listed.signers] == [3]
    assert verdict(desk.commits["foreign"], listed, JUDITH, DAY).kind is SignatureKind.UNKNOWN_KEY
    assert verdict(desk.commits["ed25519"], listed, JUDITH, DAY).kind is SignatureKind.GOOD


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    found = parse(text)
    assert isinstance(found, Allowed)
    assert len(found.signers) + len(found.problems) <= text.count("\n") + 1


@given(st.binary(max_size=400))
def test_any_object_is_judged(content: bytes) -> None:
    wrapped = b"tree 1\ngpgsig -----BEGIN SSH SIGNATURE-----\n" + content + b"\n -----END SSH SIGNATURE-----\n\nx"
    for one in (content, wrapped):
        assert verdict(one, Allowed(), JUDITH, DAY).kind in (SignatureKind.UNSIGNED, SignatureKind.MALFORMED, SignatureKind.OTHER_KIND)


@given(st.binary(max_size=300))
def test_any_envelope_is_judged(content: bytes) -> None:
    signature = armored(b"SSHSIG\0\0\0\1" + content)
    wrapped = b"tree 1\ngpgsig " + signature.replace("\n", "\n ").encode() + b"\n\nx"
    assert verdict(wrapped, Allowed(), JUDITH, DAY).kind is not SignatureKind.GOOD


def test_a_huge_list_is_read_or_refused(desk: Desk) -> None:
    many = line(desk.keys["foreign"]) * 6000
    assert 700_000 < len(many) < 1_000_000
    assert len(parse(many).signers) == 6000
    assert parse(many + many).problems == (signers.UnusableLine(0, Fault.LENGTH),)
    for odd in (" " * 900_000, "a" * 900_000, 'namespaces="' * 80_000, f"{JUDITH} " + 'namespaces="git",' * 50_000):
        assert parse(odd).signers == ()


# -- public keys -----------------------------------------------------------------------------------------


def test_a_public_key_loses_its_comment(desk: Desk) -> None:
    key = signers.public_key(desk.keys["ed25519"].read_text("utf-8"))
    assert key.text == public(desk.keys["ed25519"])
    assert "laptop" in desk.keys["ed25519"].read_text("utf-8")


HOSTILE = {
    "private": ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----\n", Fault.PRIVATE),
    "old private": ("-----BEGIN RSA PRIVATE KEY-----\nabc\n", Fault.PRIVATE),
    "putty": ("PuTTY-User-Key-File-3: ssh-ed25519\n", Fault.PRIVATE),
    "two keys": ("{k}\n{k}\n", Fault.UNREADABLE),
    "a line break in the comment": ('{k} x\nattacker@x.example namespaces="git" {k}\n', Fault.UNREADABLE),
    "an escape in the comment": ("{k} \x1b]0;x\x07\n", Fault.UNREADABLE),
    "a whole megabyte": ("{k} " + "x" * 1_000_000, Fault.UNREADABLE),
    "empty": ("", Fault.UNREADABLE),
    "a line of the list": ('a@b.example namespaces="git" {k}\n', Fault.UNREADABLE),
    "with options": ('command="rm -rf /" {k}\n', Fault.UNREADABLE),
    "dsa": ("ssh-dss AAAAB3NzaC1kc3MAAACBAP x", Fault.KIND),
    "ecdsa on a security key": ("sk-ecdsa-sha2-nistp256@openssh.com AAAA x", Fault.KIND),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_public_key(desk: Desk, what: str) -> None:
    text, fault = HOSTILE[what]
    with pytest.raises(signers.UnusableError) as caught:
        signers.public_key(text.replace("{k}", public(desk.keys["ed25519"])))
    assert caught.value.fault is fault
    assert "AAAA" not in str(caught.value)


def test_a_quoted_comment_is_dropped(desk: Desk) -> None:
    key = public(desk.keys["ed25519"])
    assert signers.public_key(f'{key} "a, b" namespaces="git"\n').text == key


def test_an_end_keeps_what_was_signed_before(desk: Desk) -> None:
    now = datetime(2026, 3, 16, 12, 0, 5, tzinfo=UTC)
    before = signers.line_for(JUDITH, signers.public_key(public(desk.keys["ed25519"])), now)
    after = signers.ended(before, parse(before).signers[0], now)
    assert after == before.replace('Z" ', 'Z",valid-before="20260316120005Z" ')
    assert judged(desk.commits["ed25519"], after) is SignatureKind.GOOD
    assert judged(desk.commits["ed25519"], after, when=now + timedelta(seconds=1)) is SignatureKind.EXPIRED_KEY
    again = signers.ended(after + " Kommentar", parse(after).signers[0], now - timedelta(hours=1))
    assert again == before.replace('Z" ', 'Z",valid-before="20260316110005Z" ') + " Kommentar"


def test_an_end_is_never_before_the_beginning(desk: Desk) -> None:
    listed = line(desk.keys["ed25519"], options='namespaces="git",valid-after="20300101Z" ').rstrip("\n")
    ended = parse(signers.ended(listed, parse(listed).signers[0], DAY))
    assert (ended.problems, ended.usable(DAY)) == ((), ())
