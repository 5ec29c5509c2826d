"""Does this clone sign with a key of the list? Asked before anything is written where there is such a list."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from iza import git
from iza.errors import GitError, InvalidData, NotFound
from iza.i18n import _
from iza.model import signers
from iza.model.signers import FAULTS, FILE, Fault, UnusableError

if TYPE_CHECKING:
    from iza.model.signers import Allowed, AllowedKey, Key

_LONGEST = 100_000  # bytes of a file with one public key
_YES = ("true", "yes", "on", "1")
_LITERAL = ("ssh-", "sk-", "ecdsa-")


def allowed(root: Path) -> Allowed | None:
    """The list of keys as it was committed last; None where there is none."""
    name = f"HEAD:{FILE}"
    text = git.blobs(root, [name]).get(name)
    return None if text is None else signers.parse(text.decode("utf-8", "replace"))


def refuse_unready(root: Path) -> None:
    """Raises GitError where commits must be signed and those of this clone would not be, or by no key of its person."""
    listed = allowed(root) if (root / FILE).exists() else None
    if listed is None:
        return
    configured = git.settings(root)
    key = own_key(root, configured) if is_on(configured) else None
    if key is None:
        raise GitError(
            _("Changes are signed in this repository, and this clone is not set up to sign."),
            _("With your public key: iza worker key me --use FILE.pub"),
        )
    email = git.committer(root).email
    refuse_unlisted([line for line in listed.by_key.get(key.blob, []) if signers.same_address(line.principal, email)])


def refuse_unlisted(own: list[AllowedKey]) -> None:
    """Raises GitError where none of the lines for a person's key lets it sign now."""
    now = datetime.now(UTC)
    if any(line.is_for_git and line.is_valid(now) for line in own):
        return
    hint = _(
        "Somebody whose key counts adds yours: iza worker key ID --add FILE.pub. Fetch that, then give here: "
        "iza worker key me --use FILE.pub"
    )
    if own:
        raise GitError(_("The key this clone would sign with is not valid now."), hint)
    raise GitError(_("The key this clone would sign with is not on the list of keys for your e-mail address."), hint)


def is_on(configured: dict[str, str]) -> bool:
    """Whether git signs every commit, and with ssh."""
    return configured.get("commit.gpgsign", "").lower() in _YES and configured.get("gpg.format") == "ssh"


def own_key(root: Path, configured: dict[str, str]) -> Key | None:
    """The public key git is told to sign with; None where there is none, or none that can be read.

    A private key is never opened: beside it lies the public one.
    """
    told = configured.get("user.signingkey", "")
    literal = told.removeprefix("key::")
    if told != literal or literal.startswith(_LITERAL):
        return _parsed_key(literal)
    try:
        file = root / Path(told).expanduser()
        return public_key(file if file.suffix == ".pub" else file.with_name(f"{file.name}.pub"))
    except (InvalidData, NotFound, RuntimeError, ValueError):
        # No such home, no file name.
        return None


def _parsed_key(text: str) -> Key | None:
    try:
        return signers.public_key(text)
    except UnusableError:
        return None


def public_key(key_file: Path) -> Key:
    """The key in a ``.pub`` file. Raises NotFound, and InvalidData for what is no public key that can be used here."""
    try:
        with key_file.open("rb") as file:
            content = file.read(_LONGEST)
    except (OSError, ValueError):
        raise NotFound(
            _("The file with the public key cannot be read."), _("It is usually ~/.ssh/id_ed25519.pub.")
        ) from None
    try:
        return signers.public_key(content.decode("utf-8", "replace"))
    except UnusableError as error:
        hint = "" if error.fault is Fault.PRIVATE else _("A new pair of keys: ssh-keygen -t ed25519")
        raise InvalidData(_(FAULTS[error.fault]), hint) from None
