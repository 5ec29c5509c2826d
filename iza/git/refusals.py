"""What git's refusals mean: its own reason in one sentence, and a way out that works.

git is run with ``LC_ALL=C.UTF-8``, so that its words are those of its sources (2.30 to 2.50 were looked at).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from iza.errors import GitError
from iza.git.errors import Cut, Locked, Unknown
from iza.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence

_OWN = ("fatal:", "error:", "BUG:", "warning: ignoring broken ref")
"""How git's own words begin: what a hook of the repository prints may quote a case, and is not passed on."""
_WITH_HOOKS = ("commit", "merge", "push", "rebase", "am", "update-ref", "fetch", "checkout", "switch")
_LOCK = re.compile(
    r"Unable to create '(?P<lock>.+?\.lock)': File exists|could not lock config file (?P<config>.+): File exists"
)
_NAMELESS = re.compile(
    "auto-detection is disabled|unable to auto-detect|empty ident name|consists only of disallowed|tell me who you are"
)
_UNKNOWN = "did not match any file"
_NO_CHANGE = ("nothing to commit", "nothing added to commit", "no changes added to commit")

_DAMAGE = (
    "bad object", "missing (?:object|blob|tree|commit)", "unable to (?:read|find|parse|open)", "ould not (?:read|pars)",
    "corrupt", "not a tree object", "bad tree", "cannot simplify", "Not a valid (?:object|commit)", "reference broken",
    "invalid sha1 pointer", "hash mismatch", "ailed to (?:traverse|parse)", "garbage at end", "bogus (?:commit|format)",
    "cannot read", "unable to stream", "must point to a commit",
)  # fmt: skip
_INDEX = (
    "index file (?:corrupt|smaller|open failed|uses)", "bad signature 0x", "bad index (?:file|version)", r"\.git/index",
    "unordered stage", "unmap index", "cache entry",
)  # fmt: skip

_REMEDIES: tuple[tuple[str, str], ...] = (
    (
        r"detected dubious ownership[\s\S]*?(?P<command>git config --global --add safe\.directory .+)",
        N_("The folder belongs to another account of this machine. If you trust what is in it: {command}"),
    ),
    (
        "not a git repository",
        N_("`git init` puts back what is missing in .git; a .git/HEAD that is empty must say: ref: refs/heads/main"),
    ),
    (
        r"line in (?P<file>\S*packed-refs)|(?P<other>\S*packed-refs) is (?:corrupt|malformed)",
        N_("Put that list of branches aside, then try again: mv {file} {file}.damaged"),
    ),
    (
        r"bad config (?:line|variable|value|numeric).*? (?:in|at) (?:file )?(?P<file>\S+)",
        N_("Open {file} in an editor and mend that line."),
    ),
    (r"bad \w+ config value .+ for '(?P<file>[^']+)", N_("Mend the setting {file} in .git/config with an editor.")),
    ("|".join(_INDEX), N_("git makes its index anew, and all files stay as they are: rm .git/index; git reset -q")),
    (
        "promisor|lazy fetch",
        N_("This clone was made without all contents (partial clone): connect to the server, then try again."),
    ),
    (
        r"file (?P<file>\S+) is empty|\(stored in (?P<other>[^)]+)\) is corrupt|unable to stream (?P<object>\w{40,64})",
        N_(
            "Take the damaged object away and fetch it again: rm -f {file}; git fetch --refetch. "
            "Without a server, a backup of the folder has it."
        ),
    ),
    (
        r"packfile|\.pack\b|\.idx\b|inflate",
        N_("Clone the repository anew from the server, or take .git/objects from a backup of the folder."),
    ),
    (
        "|".join(_DAMAGE),
        N_(
            "Something of the history is missing or damaged here: `git fetch --refetch` brings it back from the "
            "server; without one, a backup of the folder has it."
        ),
    ),
    ("does not have any commits yet", N_("git switch main")),
    ("ignoring broken ref", N_("What is named is damaged: delete its file under .git, then `git fetch`.")),
    ("Permission denied|insufficient permission", N_("You must be allowed to read and write all files under .git.")),
    ("No space left|Disk quota", N_("Make room on the disk, then try again.")),
    ("unknown repository extension|Expected git repo version|repository format", N_("Install a newer git.")),
    ("sign the data|signing key|oad(?:ing)? (?:public )?key|ssh-keygen|gpg", N_("`iza worker key` sets up the key.")),
    ("hooks?/[a-z-]+", N_("That hook cannot be started: mend it, or take it away.")),
)
"""A reason of git (an expression) and the way out; its groups fill the places of the sentence."""


def refusal(command: str, stderr: str, status: object = 1, printed: str = "") -> GitError:
    """Why git did not do it, without the command line around it; ``said`` is what it printed before."""
    text = stderr.strip().removeprefix("stderr:").strip().strip("'")
    lock = _LOCK.search(text)
    if lock:
        return _lock_refusal(command, lock)
    if _NAMELESS.search(text):
        return _of_no_name()
    reason = _own_words(text)
    if reason is None and status == 1 and command in _WITH_HOOKS:
        return _of_no_words(command, printed)
    sentence = _("git {command} refused: {reason}").format(
        command=command, reason=reason or _how_it_ended(text, status)
    )
    if _UNKNOWN in text:
        return Unknown(sentence)
    kind = Cut if "promisor" in text else GitError
    return kind(sentence, _remedy_for(text) if reason else "")


def _own_words(text: str) -> str | None:
    lines = (line.strip() for line in text.split("\n"))
    return next((line for line in lines if line.startswith(_OWN)), None)


def _how_it_ended(text: str, status: object) -> str:
    """What is left to say where git gave no reason: that it was killed, or its last line."""
    if isinstance(status, int) and status < 0:
        return _("it was killed (signal {number})").format(number=-status)
    return _last_line(text.split("\n")) or _("it ended with code {code}").format(code=status)


def _last_line(lines: Sequence[str]) -> str:
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _lock_refusal(command: str, lock: re.Match[str]) -> Locked:
    path = lock["lock"] or f"{lock['config']}.lock"
    return Locked(
        _("git {command} refused: another git holds {file}.").format(command=command, file=path),
        _("Another git is at work. If none is, one was killed: remove the file that is named."),
        path,
    )


def _of_no_name() -> GitError:
    return GitError(
        _("git does not know your name yet."),
        _('git config --global user.name "Your Name"; git config --global user.email you@example.org'),
    )


def _of_no_words(command: str, printed: str) -> GitError:
    """Of nothing to commit git speaks elsewhere; else it always says why, and who ends it in silence is a hook."""
    if any(words in printed for words in _NO_CHANGE):
        return GitError(
            _("There is nothing to commit: to git, the files are as they were committed."),
            _("`git status` shows what git sees; nothing needs to be saved."),
        )
    return GitError(
        _("git {command} refused: a hook of this repository stopped it.").format(command=command),
        _("A hook is a program somebody put into .git/hooks (or core.hooksPath): it says what it wants."),
    )


def _remedy_for(text: str) -> str:
    for expression, remedy in _REMEDIES:
        match = re.search(expression, text)
        if match:
            groups = {name: value.strip() for name, value in match.groupdict().items() if value}
            if "object" in groups:
                groups["file"] = f".git/objects/{groups['object'][:2]}/{groups['object'][2:]}"
            return _(remedy).format(**({"file": next(iter(groups.values()), "")} | groups))
    return ""
