"""What git sees of the machine, and which settings it keeps to: the one place for both.

A git process inherits the names listed here and nothing else: a variable forgotten in a shell, or exported by a hook
around iza, cannot lead to another repository (``GIT_DIR``), backdate a commit (``GIT_AUTHOR_DATE``), add settings
(``GIT_CONFIG_COUNT``) or write what is read into a file (``GIT_TRACE``). And whatever a configuration says, of a
person or of a repository, the settings pinned here decide what is read and written.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from iza.git import programs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NAMES = (
    # where programs and their libraries lie; a portable git finds its own by GIT_EXEC_PATH
    "PATH LD_LIBRARY_PATH DYLD_LIBRARY_PATH GIT_EXEC_PATH",
    # what Windows needs to start any program at all
    "SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432",
    "COMMONPROGRAMFILES ALLUSERSPROFILE OS MSYSTEM",
    # who the person is on this machine, and where the person's own settings and temporary files lie
    "HOME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA USER USERNAME USERDOMAIN LOGNAME SHELL",
    "XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME XDG_RUNTIME_DIR",
    "TMPDIR TEMP TMP",
    # which configuration of git is the person's
    "GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM",
    # under which name the person commits; never when: that is what the clock says
    "GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL EMAIL TZ",
    # the person's editor
    "GIT_EDITOR VISUAL EDITOR",
    # Signing, and being asked for a passphrase on a terminal or in a window
    "SSH_AUTH_SOCK SSH_AGENT_PID SSH_ASKPASS SSH_ASKPASS_REQUIRE SSH_SK_PROVIDER GIT_ASKPASS GIT_TERMINAL_PROMPT",
    "GNUPGHOME GPG_TTY GPG_AGENT_INFO TERM TERMINFO TERMINFO_DIRS DISPLAY WAYLAND_DISPLAY XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    # how the shared repository is reached
    "GIT_SSH GIT_SSH_COMMAND GIT_SSH_VARIANT GIT_PROXY_COMMAND GIT_SSL_CAINFO GIT_SSL_CAPATH GIT_SSL_CERT",
    "GIT_SSL_KEY SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE http_proxy https_proxy all_proxy no_proxy",
    "HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY",
    # iza itself, where a hook of the person calls it
    "IZA_LANG PYTHONUTF8",
)
INHERITED = frozenset(name for names in _NAMES for name in names.split())
"""The variables a git process inherits (on Windows, Python knows all names in capitals)."""

_FIXED = {
    # Messages are English, names and texts UTF-8.
    "LC_ALL": "C.UTF-8",
    # A path is only itself.
    "GIT_LITERAL_PATHSPECS": "1",
    # Looking never takes git's lock.
    "GIT_OPTIONAL_LOCKS": "0",
    # A commit is what its id says.
    "GIT_NO_REPLACE_OBJECTS": "1",
    # The attributes of the repository count, those of the machine do not.
    "GIT_ATTR_NOSYSTEM": "1",
}

_PINNED = {
    # texts: written and shown as UTF-8, as they were composed, without a template or lines taken for comments
    "i18n.commitEncoding": "UTF-8",
    "i18n.logOutputEncoding": "UTF-8",
    "commit.cleanup": "whitespace",
    # Also where trailers are read: a line that begins with it is none.
    "core.commentChar": "#",
    "trailer.separators": ":",
    # names of files: bytes, in git's own order, relative to the repository
    "core.quotePath": "false",
    "diff.relative": "false",
    "diff.orderFile": "/dev/null",
    # what of a file counts as changed: its content, with the line ends the repository asks for
    # A file with CRLF is no change by hand; LF is never made CRLF.
    "core.autocrlf": "input",
    "core.eol": "lf",
    "core.safecrlf": "false",
    # An own `working-tree-encoding` or `ident` would change what is committed.
    "core.attributesFile": "/dev/null",
    # An own `*.yaml` would hide new cases.
    "core.excludesFile": "/dev/null",
    # A program that says what changed.
    "core.fsmonitor": "false",
    "core.trustctime": "true",
    "core.checkStat": "default",
    # true: files that iza commits are never looked at again.
    "core.ignoreStat": "false",
    # lists of commits and files: no guesses, no decoration
    "color.ui": "false",
    "color.diff": "false",
    "color.status": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "log.follow": "false",
    # Names as they were written.
    "log.mailmap": "false",
    "diff.renameLimit": "1000",
    "diff.ignoreSubmodules": "none",
    "status.submoduleSummary": "false",
    # what proves: where branches stood is kept, and damage is no matter of taste
    "core.logAllRefUpdates": "true",
    "fsck.skipList": "/dev/null",
    # an address can never be a command
    "protocol.ext.allow": "never",
}

_SETTINGS = tuple(word for name, value in _PINNED.items() for word in ("-c", f"{name}={value}"))


def command(root: Path, *args: str) -> list[str]:
    """The command line of a git process in ``root``, with what no configuration may change: nothing else starts git.

    Raises GitError where the repository brings programs along that this person has not allowed.
    """
    refuse_unallowed(root)
    return ["git", *_SETTINGS, *args]


def environment(root: Path) -> dict[str, str]:
    """The surroundings of a git process that works in ``root``, and looks for a repository nowhere above it."""
    return {name: value for name, value in os.environ.items() if name in INHERITED} | _fixed_variables(root)


@contextmanager
def confined(root: Path) -> Iterator[None]:
    """Leave nothing else in ``os.environ`` meanwhile: GitPython hands on all that is there."""
    before, own = dict(os.environ), environment(root)
    try:
        _replace_variables(own)
        yield
    finally:
        _replace_variables(before)


def _fixed_variables(root: Path) -> dict[str, str]:
    return _FIXED | {"GIT_CEILING_DIRECTORIES": os.path.dirname(os.path.realpath(root))}  # noqa: PTH120 - quicker


def _replace_variables(values: dict[str, str]) -> None:
    for name in os.environ.keys() - values.keys():
        del os.environ[name]
    os.environ.update(values)


def refuse_unallowed(root: Path) -> None:
    """Raises GitError where the repository of a work tree brings programs that this person has not allowed."""
    brought = programs.programs(root)
    if brought:
        from iza.git import allowing

        allowing.refuse(root, brought)
