"""Who may sign: the list of the caseworkers' public keys, one line for each key.

The format is that of ssh-keygen(1), ALLOWED SIGNERS, so that git reads the same file. This reader is stricter: one
e-mail address for each key, no certificates, no DSA, RSA from 2048 bits on, and ``namespaces="git"`` before a key
counts. A line that cannot be used is reported and does not count; ssh-keygen would stop at it.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from iza.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE = "directory/allowed_signers"
"""Where the list lies in a case repository."""

NAMESPACE = "git"
ED25519, SK_ED25519, RSA = "ssh-ed25519", "sk-ssh-ed25519@openssh.com", "ssh-rsa"
_ECDSA = ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521")
_FIELDS = {ED25519: 2, SK_ED25519: 3, RSA: 3, **dict.fromkeys(_ECDSA, 3)}
# bits; what NIST SP 800-131A asks for, and what OpenSSL still computes.
_MIN_RSA, _MAX_RSA = 2048, 16384
_LONGEST = 1_000_000  # characters of a list; a thousand caseworkers with five keys each have half of it
_LONGEST_KEY = 16_000  # characters of a public key

# No *?! of patterns, no blank, no quote.
_PRINCIPAL = re.compile(r"[A-Za-z0-9._%+'/=^{|}~$&-]+@[A-Za-z0-9.-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_OPTION = r'(?:cert-authority|[a-z-]+="[^"\\]*")'
_LINE = re.compile(
    rf"(?P<principal>\S+)[ \t]+(?:(?P<options>{_OPTION}(?:,{_OPTION})*)[ \t]+)?(?P<key>.*)", re.IGNORECASE
)
_TIME = re.compile(r"(?:[0-9]{8}|[0-9]{12}|[0-9]{14})Z?", re.IGNORECASE)


class Fault(StrEnum):
    """Why a line, or a public key, cannot be used."""

    UNREADABLE = "unreadable"
    PRIVATE = "private"
    PRINCIPAL = "principal"
    OPTION = "option"
    AUTHORITY = "authority"
    PERIOD = "period"
    KIND = "kind"
    WEAK = "weak"
    DAMAGED = "damaged"
    LENGTH = "length"


FAULTS: dict[Fault, str] = {
    Fault.UNREADABLE: N_("This is no public key of ssh: one line that begins with ssh-ed25519, for example."),
    Fault.PRIVATE: N_("This is a private key. It stays with its owner; the file beside it that ends in .pub is meant."),
    Fault.PRINCIPAL: N_("A key belongs to one e-mail address, without blanks, commas, quotes, wildcards."),
    Fault.OPTION: N_("Only the options namespaces, valid-after and valid-before are known here."),
    Fault.AUTHORITY: N_("Certificate authorities are not used here; each key has its own line."),
    Fault.PERIOD: N_("The time from which or until which the key is valid cannot be read."),
    Fault.KIND: N_("Keys of this kind are not used here; ed25519, ecdsa and rsa are."),
    Fault.WEAK: N_("An RSA key needs at least 2048 bits; an ed25519 key is better."),
    Fault.DAMAGED: N_("The key is damaged: copy the whole line again."),
    Fault.LENGTH: N_("The list has more than a million characters."),
}
"""Each fault in a sentence."""


class UnusableError(ValueError):
    """A line or a key that cannot be used."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Key:
    """A public key: its kind (``ssh-ed25519``) and the bytes ssh sends for it."""

    kind: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """``SHA256:…``, as ``ssh-keygen -l`` shows it."""
        return fingerprint(self.blob)

    @property
    def text(self) -> str:
        """``ssh-ed25519 AAAA…``, without the comment, which names a person and a machine."""
        return f"{self.kind} {b64encode(self.blob).decode()}"


@dataclass(frozen=True)
class AllowedKey:
    """One line: whose key it is, for what it may be used, from when and until when (both included)."""

    principal: str
    key: Key
    namespaces: tuple[str, ...] = (NAMESPACE,)
    after: datetime | None = None
    before: datetime | None = None
    line: int = 0

    @property
    def is_for_git(self) -> bool:
        """Whether commits may be signed with it."""
        return NAMESPACE in self.namespaces

    def is_valid(self, when: datetime) -> bool:
        """Whether the key counts at a moment."""
        return (self.after is None or self.after <= when) and (self.before is None or when <= self.before)


@dataclass(frozen=True)
class UnusableLine:
    """A line (counted from 1; 0 is the whole file) that does not count, and why."""

    line: int
    fault: Fault


@dataclass(frozen=True)
class Allowed:
    """A list of keys as it was read."""

    signers: tuple[AllowedKey, ...] = ()
    problems: tuple[UnusableLine, ...] = ()

    @cached_property
    def by_key(self) -> dict[bytes, list[AllowedKey]]:
        """The lines for each key, by its bytes."""
        by_blob: dict[bytes, list[AllowedKey]] = {}
        for signer in self.signers:
            by_blob.setdefault(signer.key.blob, []).append(signer)
        return by_blob

    def usable(self, when: datetime) -> tuple[AllowedKey, ...]:
        """The lines whose keys may sign commits at a moment."""
        return tuple(signer for signer in self.signers if signer.is_for_git and signer.is_valid(when))


@lru_cache(maxsize=1024)
def fingerprint(blob: bytes) -> str:
    """``SHA256:`` and 43 characters of base64."""
    return "SHA256:" + b64encode(sha256(blob).digest()).decode().rstrip("=")


def same_address(address: str, other: str) -> bool:
    """Whether two e-mail addresses are one; nobody hands out two that differ in capitals only."""
    return address.lower() == other.lower()


def parse(text: str) -> Allowed:
    """The list in a text; lines end in LF or CRLF, blank lines and lines with ``#`` in front count for nothing."""
    if len(text) > _LONGEST:
        return Allowed(problems=(UnusableLine(0, Fault.LENGTH),))
    signers: list[AllowedKey] = []
    problems: list[UnusableLine] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.rstrip("\r").strip(" \t")
        if not stripped or stripped.startswith("#"):
            continue
        try:
            signers.append(_signer_of(stripped, number))
        except UnusableError as error:
            problems.append(UnusableLine(number, error.fault))
    return Allowed(tuple(signers), tuple(problems))


def _signer_of(line: str, number: int) -> AllowedKey:
    match = None if _CONTROL.search(line) else _LINE.fullmatch(line)
    if not match:
        raise UnusableError(Fault.UNREADABLE)
    check_principal(match["principal"])
    options = dict(_options_in(match["options"] or ""))
    after, before = (_moment_of(options[name]) if name in options else None for name in ("valid-after", "valid-before"))
    if after and before and before <= after:
        raise UnusableError(Fault.PERIOD)
    namespaces = tuple(options.get("namespaces", "").split(","))
    return AllowedKey(match["principal"], _key_of(match["key"]), namespaces, after, before, number)


def check_principal(address: str) -> None:
    """Raises UnusableError for an e-mail address that cannot stand in the list."""
    if not _PRINCIPAL.fullmatch(address) or address.startswith("-"):
        raise UnusableError(Fault.PRINCIPAL)


def _options_in(text: str) -> Iterator[tuple[str, str]]:
    """Names, in small letters, and values; each at most once."""
    seen = set()
    for option in re.findall(_OPTION, text, re.IGNORECASE):
        name, _equals, value = option.partition("=")
        name = name.lower()
        if name == "cert-authority":
            raise UnusableError(Fault.AUTHORITY)
        if name in seen or name not in ("namespaces", "valid-after", "valid-before"):
            raise UnusableError(Fault.OPTION)
        seen.add(name)
        yield name, value.strip('"')


def _moment_of(text: str) -> datetime:
    """``20260316``, ``202603161430`` or ``20260316143005``: in UTC with a Z behind it, else local as for ssh."""
    if not _TIME.fullmatch(text):
        raise UnusableError(Fault.PERIOD)
    digits = text.rstrip("Zz").ljust(14, "0")
    parts = (digits[:4], *(digits[at : at + 2] for at in range(4, 14, 2)))
    try:
        naive = datetime(*map(int, parts))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone follows
        return naive.replace(tzinfo=UTC) if text[-1] in "Zz" else naive.astimezone()
    except (ValueError, OverflowError, OSError):
        raise UnusableError(Fault.PERIOD) from None


def public_key(text: str) -> Key:
    """The key in the text of a ``.pub`` file. Raises UnusableError."""
    content = text.strip()
    if "PRIVATE KEY" in content or content.startswith("PuTTY-User-Key-File"):
        raise UnusableError(Fault.PRIVATE)
    if len(content) > _LONGEST_KEY or _CONTROL.search(content):
        # Two lines are two keys.
        raise UnusableError(Fault.UNREADABLE)
    return _key_of(content)


def _key_of(text: str) -> Key:
    """``ssh-ed25519 AAAA… comment``."""
    kind, _blank, rest = text.replace("\t", " ").partition(" ")
    words = rest.split(" ")
    encoded = next(filter(None, words), "")
    if kind not in _FIELDS:
        raise UnusableError(Fault.KIND if re.match("(?:sk-)?(?:ssh|ecdsa)-", kind) else Fault.UNREADABLE)
    try:
        blob = b64decode(encoded, validate=True)
    except ValueError:
        raise UnusableError(Fault.DAMAGED) from None
    if b64encode(blob).decode() != encoded:
        raise UnusableError(Fault.DAMAGED)
    _check_blob(kind, blob)
    return Key(kind, blob)


def _check_blob(kind: str, blob: bytes) -> None:
    parts = fields(blob)
    if len(parts) != _FIELDS[kind] or parts[0] != kind.encode():
        raise UnusableError(Fault.DAMAGED)
    if kind == RSA:
        modulus = int.from_bytes(parts[2], "big", signed=True)
        if modulus <= 0 or modulus.bit_length() > _MAX_RSA:
            raise UnusableError(Fault.DAMAGED)
        if modulus.bit_length() < _MIN_RSA:
            raise UnusableError(Fault.WEAK)


def fields(blob: bytes) -> list[bytes]:
    """The strings in what ssh sends, each with its length in front (RFC 4251 §5); empty where the bytes do not fit."""
    parts: list[bytes] = []
    at = 0
    while at < len(blob):
        size = int.from_bytes(blob[at : at + 4], "big")
        parts.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return parts if at == len(blob) else []


def line_for(principal: str, key: Key, since: datetime) -> str:
    """The line that adds a key from the UTC day of a moment on. Raises UnusableError.

    From the day, not from the minute: clocks of two laptops differ.
    """
    check_principal(principal)
    return f'{principal} namespaces="{NAMESPACE}",valid-after="{since.astimezone(UTC):%Y%m%d}Z" {key.text}'


def ended(line: str, signer: AllowedKey, moment: datetime) -> str:
    """The line of a key with its end set to a moment; what was signed until then stays good."""
    end = max(moment, signer.after + timedelta(seconds=1)) if signer.after else moment
    match = _LINE.fullmatch(line.strip(" \t\r"))
    assert match
    kept = [option for option in re.findall(_OPTION, match["options"] or "", re.IGNORECASE) if not _is_end(option)]
    options = ",".join([*kept, f'valid-before="{end.astimezone(UTC):%Y%m%d%H%M%S}Z"'])
    return f"{match['principal']} {options} {match['key']}"


def _is_end(option: str) -> bool:
    return option.lower().startswith("valid-before")
