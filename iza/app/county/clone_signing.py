"""How this clone signs: what is set in its git configuration, and put back where that fails."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from iza import git
from iza.model.signers import FILE
from iza.store import signing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path



def configure(root: Path, file: Path | None) -> None:
    """Tell git to sign every commit of this clone, with the key in ``file`` if one is given, and which keys count."""
    for name, value in _settings_for_key(file).items():
        git.set_config(root, name, value)


def _settings_for_key(file: Path | None) -> dict[str, str]:
    own = {"user.signingkey": str(file.expanduser().absolute())} if file else {}
    # git looks for the list from the top of the work tree
    return {"gpg.format": "ssh", **own, "commit.gpgsign": "true", "gpg.ssh.allowedsignersfile": FILE}


@contextmanager
def signing_with(root: Path, file: Path | None) -> Iterator[None]:
    """Sign what is committed inside; where nothing with a list of keys came of it, git's configuration is as before."""
    before = git.settings(root, "--local")
    try:
        configure(root, file)
        yield
    finally:
        if signing.allowed(root) is None:
            _restore_settings(root, before, _settings_for_key(file))


def _restore_settings(root: Path, before: dict[str, str], changed: dict[str, str]) -> None:
    now = git.settings(root, "--local")
    for name in changed:
        if name in before:
            git.set_config(root, name, before[name])
        elif name in now:
            git.unset_config(root, name)
