"""What the tests of signatures share: real keys of ssh-keygen, raw commits, and what git itself says of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from base64 import b64encode
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any

import pytest

JUDITH, MIRIAM = "j.kuebler@albweil.example", "m.elzner@albweil.example"
needs_ssh = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is missing: install openssh-client")


def new_key(place: Path, *words: str) -> Path:
    """A new pair of keys without a passphrase; returns the public one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        ["ssh-keygen", "-q", *(words or ("-t", "ed25519")), "-N", "", "-C", "judith@laptop", "-f", str(place)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"ssh-keygen makes no key: {done.stderr}"
    return place.with_name(f"{place.name}.pub")


def public(place: Path) -> str:
    """Kind and key of a public key file, without the comment."""
    return " ".join(place.read_text("utf-8").split()[:2])


def line(place: Path, principal: str = JUDITH, options: str = 'namespaces="git" ') -> str:
    """A line of the list of keys."""
    return f"{principal} {options}{public(place)}\n"


def raw(folder: Path, revision: str = "HEAD") -> bytes:
    """A commit object as git keeps it."""
    return subprocess.run(["git", "cat-file", "commit", revision], cwd=folder, capture_output=True, check=True).stdout


def written(folder: Path, content: bytes) -> str:
    """The id of a commit object with this content, however broken."""
    words = ["git", "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
    done = subprocess.run(words, cwd=folder, input=content, capture_output=True, check=True)
    return done.stdout.decode().strip()


def signed_commit(folder: Path, key: Path, message: str = "a change", day: str = "2026-03-16T10:00:00+01:00") -> bytes:
    """An empty commit signed by git with a key; returns the raw object."""
    words = ["git", "-c", "gpg.format=ssh", "-c", f"user.signingkey={key}", "commit", "-q", "-S", "--allow-empty", "-m", message]
    env = {**os.environ, "GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"git does not sign: {done.stderr}"
    return raw(folder)


def git_says(folder: Path, content: bytes, allowed: str) -> tuple[bool, str]:
    """Whether git verifies a commit by a list of keys, and its letter: G good, B bad, U unknown key, N no signature."""
    (folder / ".git/list").write_text(allowed, "utf-8", newline="")
    git = ["git", "-c", f"gpg.ssh.allowedSignersFile={folder}/.git/list"]
    name = written(folder, content)
    ok = subprocess.run([*git, "verify-commit", name], cwd=folder, capture_output=True, check=False).returncode == 0
    shown = subprocess.run([*git, "log", "-1", "--format=%G?", name], cwd=folder, capture_output=True, check=False)
    return ok, shown.stdout.decode().strip()


def armored(blob: bytes) -> str:
    """A signature in its armor."""
    text = b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----"])


def attached(payload: bytes, signature: str, header: str = "gpgsig") -> bytes:
    """A commit object with a signature header."""
    head, _blank, message = payload.partition(b"\n\n")
    return head + f"\n{header} ".encode() + signature.replace("\n", "\n ").encode() + b"\n\n" + message


def string(value: bytes) -> bytes:
    """As ssh sends it: the length in front."""
    return len(value).to_bytes(4, "big") + value


def sshsig(
    payload: bytes, key: bytes, sign: Any, *, algorithm: bytes, namespace: bytes = b"git", hash_name: bytes = b"sha512",
    version: int = 1, reserved: bytes = b"", more: bytes = b"", tail: bytes = b"",
) -> bytes:  # fmt: skip
    """An envelope made by hand; ``sign`` turns what is signed into the value of the signature."""
    digest = {b"sha256": sha256, b"sha512": sha512}.get(hash_name, sha512)(payload).digest()
    signed = b"SSHSIG" + string(namespace) + string(b"") + string(hash_name) + string(digest)
    inner = string(algorithm) + string(sign(signed)) + more
    parts = (string(part) for part in (key, namespace, reserved, hash_name, inner))
    return b"SSHSIG" + version.to_bytes(4, "big") + b"".join(parts) + tail
