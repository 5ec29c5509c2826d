"""The keys caseworkers sign with: on the list of the repository, and in the configuration of this clone.

Who is on the list may put others on it; the first key is the founder's own. A key that ends stays on the list with
its end, so that what it signed before stays good. Private keys are never read.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iza import git
from iza.app.changing.outcome import Outcome
from iza.app.county import directory_entry
from iza.app.county.clone_signing import configure, signing_with
from iza.app.office import in_turn, worker_id
from iza.errors import InvalidData, NotFound, Refused
from iza.history import signatures
from iza.i18n import _
from iza.model import signers
from iza.model.signers import FAULTS, FILE, Fault, UnusableError, same_address
from iza.store import files, signing
from iza.store.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from iza.app.office import Office
    from iza.model.signers import Allowed, AllowedKey, Key, UnusableLine

ACTION = "worker.key"
_NEW_KEY = "ssh-keygen -t ed25519"
_SHORTEST = 6  # characters of a fingerprint that name it


@dataclass(frozen=True)
class Person:
    """A caseworker with a key, or about to have one; ``is_me`` by git's e-mail address."""

    id: str
    email: str
    is_me: bool


@dataclass(frozen=True)
class Keys:
    """The keys of a caseworker in the order of the list, and the lines of the list that do not count."""

    person: Person
    signers: tuple[AllowedKey, ...]
    broken: tuple[UnusableLine, ...]


def keys(office: Office, ref: str) -> Keys:
    """The keys of a caseworker (``me`` is who is at work). Raises NotFound and Refused."""
    person, listed = _person_meant(office, ref), _listed_keys(office)
    return Keys(person, tuple(_lines_of(listed, person)), listed.problems)


@in_turn
def add(office: Office, ref: str, file: Path) -> Outcome:
    """Put a public key on the list; with one's own, this clone signs with it from then on.

    Raises NotFound, InvalidData for what is no key that can be used, Refused for a key of somebody else or one that
    has ended, and GitError where this clone cannot sign.
    """
    person, key = _person_meant(office, ref), _read_key(file)
    same_key = _listed_keys(office).by_key.get(key.blob, [])
    if any(not same_address(line.principal, person.email) for line in same_key):
        raise Refused(_("This key is on the list for somebody else."), _NEW_KEY)
    if any(line.before for line in same_key):
        raise Refused(_("This key has ended and does not come back."), _NEW_KEY)
    if same_key:
        if person.is_me:
            return use(office, ref, file)
        raise Refused(_("This key is on the list already."), f"iza worker key {person.id}")
    if not office.repo.has(FILE) and not person.is_me:
        raise Refused(
            _("Signing begins with your own key; then you can add those of others."),
            _("iza worker key me --add FILE.pub"),
        )
    return _key_added(office, person, key, file)


def _key_added(office: Office, person: Person, key: Key, file: Path) -> Outcome:
    root = office.repo.root
    is_first = signing.allowed(root) is None
    with signing_with(root, file) if is_first else nullcontext():
        # Later ones are signed with a key that counts.
        _append_key(office, person, key)
    if not person.is_me:
        next_step = _("{id} fetches this and gives there: iza worker key me --use FILE.pub").format(id=person.id)
        return _outcome_of(_("Key of {id} added: {fingerprint}"), person, key, next_step)
    landed = signing.allowed(root)
    if landed and key.blob in landed.by_key:  # not only proposed
        configure(root, file)
    return _outcome_of(_("Your key is added: {fingerprint}"), person, key)


@in_turn
def use(office: Office, ref: str, file: Path) -> Outcome:
    """Let this clone sign with a key of one's own that is on the list. Raises Refused, GitError and as ``add`` does."""
    person, key = _person_meant(office, ref), _read_key(file)
    if not person.is_me:
        raise Refused(_("A clone signs with the key of who works there."), _("iza worker key me --use FILE.pub"))
    listed = signing.allowed(office.repo.root)
    if listed is None:
        raise Refused(_("There is no list of keys here yet."), _("iza worker key me --add FILE.pub"))
    signing.refuse_unlisted([line for line in _lines_of(listed, person) if line.key.blob == key.blob])
    configure(office.repo.root, file)
    return _outcome_of(_("This clone signs with your key from now on: {fingerprint}"), person, key)


@in_turn
def revoke(office: Office, ref: str, fingerprint: str) -> Outcome:
    """End a key now; what it signed until now stays good.

    ``fingerprint`` may be its beginning. Raises NotFound, and Refused for a key that has ended and for the last one.
    """
    person, listed = _person_meant(office, ref), _listed_keys(office)
    signer = _line_meant(_lines_of(listed, person), fingerprint)
    now = datetime.now(UTC).replace(microsecond=0)
    if signer.before and signer.before <= now:
        raise Refused(_("This key has ended already."), f"iza worker key {person.id}")
    if all(line.key == signer.key for line in listed.usable(now)):
        raise Refused(
            _("This is the last key that counts; nobody could save anything here any more."),
            _("Add another one first: iza worker key ID --add FILE.pub"),
        )
    _end_key(office, person, signer, now)
    mine = signing.own_key(office.repo.root, git.settings(office.repo.root)) == signer.key
    note = _("This clone signs with that key. Set another one: iza worker key me --use FILE.pub")
    return _outcome_of(_("Key of {id} ended: {fingerprint}"), person, signer.key, notes=(note,) if mine else ())


def founders(root: Path, file: Path | None) -> Key:
    """The key a repository begins with: the one in ``file``, else the one git signs with. Raises Refused."""
    key = _read_key(file) if file else signing.own_key(root, git.settings(root))
    if key is None:
        raise Refused(
            _("To sign from the first commit on, you need a key."),
            f"{_NEW_KEY}; iza init DIR --sign --key ~/.ssh/id_ed25519.pub",
        )
    return key


def left_behind(office: Office, ref: str) -> tuple[str, ...]:
    """A sentence for each key of a caseworker that still counts, for the day they leave."""
    email = office.repo.county.caseworkers[ref].get("email", "")
    own = (line for line in _listed_keys(office).usable(datetime.now(UTC)) if same_address(line.principal, email))
    sentence = _("A key of {id} still counts. End it: {command}")
    return tuple(
        sentence.format(id=ref, command=f"iza worker key {ref} --revoke {line.key.fingerprint}") for line in own
    )


def _read_key(file: Path) -> Key:
    """The key in a file, if signatures can be checked with it. Raises NotFound and InvalidData."""
    key = signing.public_key(file.expanduser())
    if not signatures.can_check(key.blob):
        raise InvalidData(_(FAULTS[Fault.DAMAGED]), _NEW_KEY)
    return key


def _outcome_of(sentence: str, person: Person, key: Key, next_step: str = "", notes: tuple[str, ...] = ()) -> Outcome:
    data = {"fingerprint": key.fingerprint}
    return Outcome(person.id, sentence.format(id=person.id, fingerprint=key.fingerprint), next_step, notes, data)


# -- who ---------------------------------------------------------------------------------------------------


def _person_meant(office: Office, ref: str) -> Person:
    """The caseworker, by id or as ``me``, with an address nobody else has. Raises NotFound and Refused."""
    workers = office.repo.county.caseworkers
    as_me = ref == "me" and "me" not in workers
    ref = _own_id(office) if as_me else ref
    email = directory_entry.entry(office, "caseworkers", ref).get("email", "")
    mend = f"iza worker edit {ref}"
    if not email:
        raise Refused(_("The directory has no e-mail address of {id}; a key belongs to one.").format(id=ref), mend)
    if any(same_address(other.get("email", ""), email) for name, other in workers.items() if name != ref):
        raise Refused(
            _("{id} shares the e-mail address with somebody; a key must tell who signed.").format(id=ref), mend
        )
    is_me = same_address(git.committer(office.repo.root).email, email)
    if as_me and not is_me:
        raise Refused(
            _("git knows you by another e-mail address than the directory."),
            _("git config user.email ADDRESS; the one of the directory: iza worker show {id}").format(id=ref),
        )
    return Person(ref, email, is_me)


def _own_id(office: Office) -> str:
    """Who is at work: named, else by git's e-mail address, which is what a key belongs to."""
    email = git.committer(office.repo.root).email
    workers = office.repo.county.caseworkers
    ids = (ref for ref, worker in workers.items() if same_address(worker.get("email", ""), email))
    return worker_id(office) if office.worker else next(ids, None) or worker_id(office)


def _lines_of(listed: Allowed, person: Person) -> Iterator[AllowedKey]:
    return (line for line in listed.signers if same_address(line.principal, person.email))


def _line_meant(own: Iterator[AllowedKey], text: str) -> AllowedKey:
    """The one key whose fingerprint begins so. Raises NotFound."""
    start = text.removeprefix("SHA256:")
    matches = [line for line in own if line.key.fingerprint.removeprefix("SHA256:").startswith(start)]
    if len(start) < _SHORTEST or len({line.key for line in matches}) != 1:
        raise NotFound(_("No key, or more than one, has this fingerprint."), _("iza worker key ID shows them."))
    return matches[-1]


# -- the list ----------------------------------------------------------------------------------------------


def _listed_keys(office: Office) -> Allowed:
    """The list as it stands in the work tree; empty where there is none."""
    return signers.parse(_text_of_list(office) or "")


def _text_of_list(office: Office) -> str | None:
    """The list, every byte of which comes back by ``_save_list``; None where there is none."""
    return office.repo.content(FILE).decode("utf-8", "surrogateescape") if office.repo.has(FILE) else None


def _append_key(office: Office, person: Person, key: Key) -> None:
    text = _text_of_list(office)
    above = header() if text is None else text
    end = "\r\n" if above.endswith("\r\n") else "\n"
    gap = "" if above.endswith("\n") or not above else end
    _save_list(office, person, f"{above}{gap}{first_line(person.email, key)}{end}", text)


def first_line(email: str, key: Key) -> str:
    """The line of a key that counts from today on. Raises InvalidData for an address the list cannot hold."""
    try:
        return signers.line_for(email, key, datetime.now(UTC))
    except UnusableError as error:
        raise InvalidData(_(FAULTS[error.fault]), "iza worker edit") from None


def header() -> str:
    """What stands above the first key."""
    return "# " + _("Public keys of the caseworkers, for signatures of git; changed by `iza worker key`.") + "\n"


def _end_key(office: Office, person: Person, signer: AllowedKey, now: datetime) -> None:
    text = _text_of_list(office)
    assert text is not None
    lines = text.split("\n")
    old = lines[signer.line - 1]
    lines[signer.line - 1] = signers.ended(old, signer, now) + ("\r" if old.endswith("\r") else "")
    _save_list(office, person, "\n".join(lines), text)


def _save_list(office: Office, person: Person, text: str, before: str | None) -> None:
    """Commit the list. Raises GitError where a change by hand lies in it that nobody committed."""
    if before is not None:
        office.repo.refuse_uncommitted(FILE)
    content, old = (
        None if content_text is None else content_text.encode("utf-8", "surrogateescape")
        for content_text in (text, before)
    )
    message = Message(f"caseworkers: {person.id} (key)", ACTION)
    office.repo.save_all({FILE: (content, None if old is None else files.fingerprint(old))}, message)


# -- this clone --------------------------------------------------------------------------------------------


