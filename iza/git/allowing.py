"""Which programs of a repository this person allowed in this clone.

An allowance is an empty file in the person's own state folder, never in the repository, which could bring it along.
Its name is a digest of where the repository lies, the setting or hook, and all that can be known of the program: its
command line, the content of a hook, of files of the repository that the command line names, and of further
configuration it includes. When any of that changes, the program counts as another.
"""

from __future__ import annotations

import hashlib
import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from iza.errors import IzaError
from iza.git import programs
from iza.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from iza.git.program import Program

# As many programs as a refusal names.
_NAMED = 5
_LONGEST = 60  # characters of a name
# As far as git follows one included file into the next.
_DEEPEST = 10


class Unallowed(IzaError):
    """The repository brings programs that this person has not allowed here: no error of git, and no answer of it."""

    exit_code = 5


def refuse(root: Path, brought: Iterable[Program]) -> None:
    """Raises Unallowed where one of these programs is not allowed."""
    names = [shown(program.name) for program in brought if not is_allowed(root, program)]
    if not names:
        return
    listed = ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
    raise Unallowed(
        _("This repository brings programs along that nobody has allowed here: {names}.").format(names=listed),
        _("`iza trust` shows them and asks whether git may run them."),
    )


def is_allowed(root: Path, program: Program) -> bool:
    """Whether this person allowed a program in this clone, as it is now."""
    return _mark_of(root, program).exists()


def shown(text: str) -> str:
    """A name or command line from a foreign configuration, harmless in a sentence."""
    plain = "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def fingerprint(root: Path, chosen: Iterable[Program]) -> str:
    """What these programs are, in twelve characters: other ones have another fingerprint."""
    return hashlib.sha256("".join(_mark_of(root, program).name for program in chosen).encode()).hexdigest()[:12]


def allow(root: Path, chosen: Iterable[Program]) -> None:
    """Let git run these programs in this clone, as they are now. Raises OSError where that cannot be kept."""
    for program in chosen:
        mark = _mark_of(root, program)
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(mark, os.O_WRONLY | os.O_CREAT, 0o600))


def allow_made(root: Path, made: Iterable[Program]) -> None:
    """The same for what this person's own iza or git just made here; where it cannot be kept, iza asks later."""
    with suppress(OSError):
        allow(root, made)


def revoke(root: Path, chosen: Iterable[Program]) -> None:
    """Let git no longer run these programs in this clone."""
    for program in chosen:
        _mark_of(root, program).unlink(missing_ok=True)


def _mark_of(root: Path, program: Program) -> Path:
    from platformdirs import user_state_path

    folder = os.path.realpath(programs.common_folder(programs.git_folder(root)))
    named = (text.encode("utf-8", "surrogateescape") for text in program)
    parts = (os.fsencode(folder), *named, *_contents_of(root, program))
    whole = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    return user_state_path("iza", appauthor=False) / "allowed" / whole.hexdigest()


def _contents_of(root: Path, program: Program) -> Iterator[bytes]:
    """What a program is made of, as far as it lies in the repository or is included in its configuration."""
    if program.name.startswith("hook "):
        yield programs.content(program.text) or b""
    elif program.name.startswith(("include.", "includeif.")):
        yield from _included_contents(Path(programs.common_folder(programs.git_folder(root))), program.text, _DEEPEST)
    elif program.name == "core.hookspath":
        for hook in programs.hooks(str(root / Path(program.text).expanduser())):
            yield os.fsencode(hook.text) + b"\0" + (programs.content(hook.text) or b"")
    else:
        yield from _named_files(root, program.text)


def _included_contents(folder: Path, value: str, depth: int) -> Iterator[bytes]:
    path = folder / _expanded_path(value)
    yield programs.content(str(path)) or b""
    for further in programs.unusual(str(path)) if depth else ():
        if further.name.startswith(("include.", "includeif.")):
            yield from _included_contents(path.parent, further.text, depth - 1)
        else:
            yield from _named_files(folder.parent, further.text)


def _named_files(root: Path, command: str) -> Iterator[bytes]:
    """The content of files of the repository that a command line names: `./tools/clean.sh` changes with a commit."""
    try:
        words = shlex.split(command.removeprefix("!"), posix=True)
    except ValueError:
        words = command.split()
    for word in words:
        path = (root / _expanded_path(word.strip("();&|`"))).resolve()
        if path.is_file() and path.is_relative_to(root.resolve()):
            yield programs.content(str(path)) or b""


def _expanded_path(text: str) -> Path:
    try:
        return Path(text).expanduser()
    except RuntimeError:  # no such person
        return Path(text)


def brought(root: Path) -> list[tuple[Program, bool]]:
    """The programs a repository brings along, and whether each is allowed in this clone."""
    return [(program, is_allowed(root, program)) for program in programs.programs(root)]
