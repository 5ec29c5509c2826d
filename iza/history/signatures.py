"""Is a commit signed by its committer? Checked in this process: git takes 20 ms for each commit, this 0.2.

The envelope is that of PROTOCOL.sshsig of OpenSSH, the mathematics is done by ``cryptography``. There are two Python
packages for the envelope: ``sshsig`` knows no ECDSA keys, no periods and no Windows, ``asyncssh`` judges by today's
date instead of the commit's. So the envelope is read here, as strictly as ``ssh-keygen -Y verify`` does.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256, sha512
from typing import TYPE_CHECKING, Any

from iza.model.signers import (
    ED25519,
    NAMESPACE,
    RSA,
    SK_ED25519,
    Allowed,
    fields,
    fingerprint,
    parse,
    same_address,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from iza.model.signers import AllowedKey

__all__ = ["Allowed", "SignatureKind", "Verdict", "can_check", "parse", "signed_parts", "verdict"]

_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_OTHERS = ("-----BEGIN PGP SIGNATURE-----", "-----BEGIN PGP MESSAGE-----", "-----BEGIN SIGNED MESSAGE-----")
# And gpgsig-sha256, which belongs to the other hash and is never part of what is signed.
_HEADER = b"gpgsig"
_LONGEST = 50_000  # characters; the signature of the longest RSA key has 6,000
_MAGIC, _VERSION = b"SSHSIG", 1
_HASHES = {b"sha256": sha256, b"sha512": sha512}
# Never ssh-rsa, which is SHA-1.
_RSA_HASHES = {b"rsa-sha2-256": "SHA256", b"rsa-sha2-512": "SHA512"}
_CURVE_HASHES = {"ecdsa-sha2-nistp256": "SHA256", "ecdsa-sha2-nistp384": "SHA384", "ecdsa-sha2-nistp521": "SHA512"}
_KINDS = (ED25519, SK_ED25519, RSA, *_CURVE_HASHES)


class SignatureKind(StrEnum):
    """What a signature turned out to be."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    OTHER_KIND = "other_kind"  # OpenPGP or X.509
    # No envelope ssh-keygen would read, or SHA-1 in it.
    MALFORMED = "malformed"
    # Does not fit the content.
    BAD = "bad"
    UNKNOWN_KEY = "unknown_key"
    # Made for something else than git, or the key is not for git.
    WRONG_NAMESPACE = "wrong_namespace"
    # No longer, or not yet, valid when the commit was made.
    EXPIRED_KEY = "expired_key"
    # The key belongs to somebody else than the committer.
    OTHER_PERSON = "other_person"


@dataclass(frozen=True)
class Verdict:
    """What a signature is, whose key made it, and the key's fingerprint (``SHA256:…``), as far as they are known."""

    kind: SignatureKind
    principal: str = ""
    fingerprint: str = ""


class _MalformedError(ValueError):
    pass


@dataclass(frozen=True)
class _Envelope:
    """The parts of an SSHSIG; ``algorithm`` and ``value`` are the signature inside, ``more`` a security key's facts."""

    key: bytes
    namespace: bytes
    hash_name: bytes
    algorithm: bytes
    value: bytes
    more: bytes


def signed_parts(raw: bytes) -> tuple[bytes, str] | None:
    """What is signed of a raw commit object, and its armored signature; None where there is none.

    The payload is the object without its signature headers, byte for byte as git takes it.
    """
    head, blank, message = raw.partition(b"\n\n")
    if b"\n" + _HEADER not in head:
        return None
    kept: list[bytes] = []
    signature: list[bytes] = []
    target = kept
    for line in head.split(b"\n"):
        if line.startswith(_HEADER + b" "):
            target = signature
            signature.append(line[len(_HEADER) + 1 :])
        elif line.startswith(_HEADER):
            target = []
        elif not line.startswith(b" ") or target is kept:
            target = kept
            kept.append(line)
        else:
            target.append(line[1:])
    payload = b"\n".join(kept) + blank + message
    return (payload, b"\n".join(signature).decode("ascii", "replace")) if signature else None


def verdict(raw: bytes, allowed: Allowed, committer_email: str, when: datetime) -> Verdict:
    """Judge the signature of a raw commit object by a list of keys; ``when`` is the (aware) date of its committer."""
    parts = signed_parts(raw)
    if parts is None:
        return Verdict(SignatureKind.UNSIGNED)
    payload, armored = parts
    if armored.startswith(_OTHERS):
        return Verdict(SignatureKind.OTHER_KIND)
    try:
        envelope = _read_envelope(armored)
        kind = _verdict_on_content(envelope, payload)
    except _MalformedError:
        return Verdict(SignatureKind.MALFORMED)
    key = fingerprint(envelope.key)
    if kind is not SignatureKind.GOOD:
        return Verdict(kind, "", key)
    return _verdict_on_key(allowed.by_key.get(envelope.key, ()), key, committer_email, when)


def _verdict_on_content(envelope: _Envelope, payload: bytes) -> SignatureKind:
    """Whether a signature was made for git and fits what it stands in. Raises _MalformedError."""
    if envelope.namespace != NAMESPACE.encode():
        return SignatureKind.WRONG_NAMESPACE
    if _kind_of_key(envelope.key) not in _KINDS:
        # No list can hold it.
        return SignatureKind.UNKNOWN_KEY
    return SignatureKind.GOOD if _key_made_it(envelope, payload) else SignatureKind.BAD


def _verdict_on_key(lines: Sequence[AllowedKey], key: str, email: str, when: datetime) -> Verdict:
    """The verdict on a signature that fits: by the lines of the list with its key."""
    if not lines:
        return Verdict(SignatureKind.UNKNOWN_KEY, "", key)
    own = [line for line in lines if same_address(line.principal, email)]
    best = own or lines
    for kind, fitting in (
        (SignatureKind.WRONG_NAMESPACE, [line for line in best if line.is_for_git]),
        (SignatureKind.EXPIRED_KEY, [line for line in best if line.is_for_git and line.is_valid(when)]),
    ):
        if not fitting:
            return Verdict(kind, best[0].principal, key)
    return Verdict(SignatureKind.GOOD if own else SignatureKind.OTHER_PERSON, best[0].principal, key)


def can_check(key: bytes) -> bool:
    """Whether a public key (the bytes ssh sends for it) is one that signatures can be checked with."""
    try:
        _loaded_key(key)
    except _MalformedError:
        return False
    return True


# -- the envelope ----------------------------------------------------------------------------------------


def _read_envelope(armored: str) -> _Envelope:
    """Read the armor and the envelope in it. Raises _MalformedError."""
    text = armored.replace("\r\n", "\n").rstrip(" \n")
    if len(text) > _LONGEST or not text.startswith(_BEGIN + "\n") or not text.endswith("\n" + _END):
        raise _MalformedError
    encoded = b"".join(text[len(_BEGIN) : -len(_END)].encode().split())
    try:
        blob = b64decode(encoded, validate=True)
    except ValueError:
        raise _MalformedError from None
    at = len(_MAGIC) + 4
    if b64encode(blob) != encoded or blob[:at] != _MAGIC + _VERSION.to_bytes(4, "big"):
        raise _MalformedError
    match fields(blob[at:]):
        case [key, namespace, _reserved, hash_name, inner] if hash_name in _HASHES:
            return _Envelope(key, namespace, hash_name, *_parts_of_signature(inner, _kind_of_key(key)))
    raise _MalformedError


def _parts_of_signature(inner: bytes, kind: str) -> tuple[bytes, bytes, bytes]:
    """Algorithm, value, and of a security key one byte of flags and four of a counter."""
    more = b""
    if kind == SK_ED25519:
        inner, more = inner[:-5], inner[-5:]
    match fields(inner):
        case [algorithm, value]:
            return algorithm, value, more
    raise _MalformedError


@lru_cache(maxsize=1024)
def _kind_of_key(key: bytes) -> str:
    parts = fields(key)
    return parts[0].decode("ascii", "replace") if parts else ""


def _ssh_string(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


# -- the mathematics -------------------------------------------------------------------------------------


def _key_made_it(envelope: _Envelope, payload: bytes) -> bool:
    """Whether the key in the envelope made its signature over this payload. Raises _MalformedError."""
    from cryptography.exceptions import InvalidSignature

    digest = _HASHES[envelope.hash_name](payload).digest()
    parts = (envelope.namespace, b"", envelope.hash_name, digest)
    signed = _MAGIC + b"".join(map(_ssh_string, parts))
    try:
        _verify_signature(envelope, _loaded_key(envelope.key), signed)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1024)
def _loaded_key(key: bytes) -> Any:
    """The key as ``cryptography`` has it. Raises _MalformedError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_ssh_public_identity

    try:
        return load_ssh_public_identity(_kind_of_key(key).encode() + b" " + b64encode(key))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _MalformedError from None


def _verify_signature(envelope: _Envelope, key: Any, signed: bytes) -> None:
    """Raises InvalidSignature, and _MalformedError where key and signature are not of one kind."""
    kind = _kind_of_key(envelope.key)
    if kind == RSA:
        _verify_rsa(envelope, key, signed)
    elif envelope.algorithm != kind.encode():
        raise _MalformedError
    elif kind == ED25519:
        key.verify(envelope.value, signed)
    elif kind == SK_ED25519:
        # A security key signs hashes, its flags and its counter (PROTOCOL.u2f).
        application = fields(envelope.key)[2]
        key.verify(envelope.value, sha256(application).digest() + envelope.more + sha256(signed).digest())
    else:
        _verify_ecdsa(envelope, key, signed)


def _verify_rsa(envelope: _Envelope, key: Any, signed: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

    if envelope.algorithm not in _RSA_HASHES:
        raise _MalformedError
    # Ssh leaves zeros in front away.
    value = envelope.value.rjust((key.key_size + 7) // 8, b"\0")
    key.verify(value, signed, PKCS1v15(), getattr(hashes, _RSA_HASHES[envelope.algorithm])())


def _verify_ecdsa(envelope: _Envelope, key: Any, signed: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    numbers = [int.from_bytes(part, "big", signed=True) for part in fields(envelope.value)]
    if len(numbers) != 2 or min(numbers) < 0:
        raise _MalformedError
    algorithm = ECDSA(getattr(hashes, _CURVE_HASHES[envelope.algorithm.decode()])())
    key.verify(encode_dss_signature(*numbers), signed, algorithm)
