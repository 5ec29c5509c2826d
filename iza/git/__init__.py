"""The only package that runs git or imports GitPython: small functions, one git call each.

No user text reaches git before ``--`` or ``--end-of-options``; paths are repository-relative with
forward slashes; output is split on NUL. What reads, and the commit of every day, runs git directly; what else writes
goes through GitPython.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iza.git.allowing import allow, allow_made, brought, fingerprint, revoke
    from iza.git.author import Author, committer, identity
    from iza.git.branches import (
        Branch,
        answered,
        drop_proposal,
        land,
        landings,
        on_proposal,
        proposal_branch,
        proposals,
        propose,
        record,
        remotes,
    )
    from iza.git.checking import ancestors, branch, everything, grafts, is_shallow, merge_bases, refs, remember, stood
    from iza.git.commit_index import log
    from iza.git.commit_log import FIRST, Commit, Dated, File, blobs, commits, moved_from, named, refuse_cut, since
    from iza.git.damage import fsck
    from iza.git.errors import Cut, Locked, Missing
    from iza.git.git_folder import git_dir
    from iza.git.leftovers import clear_locks, is_alive, kept_as, locks, mend_index, started_at, wait_for_locks
    from iza.git.objects import branch_name, holding, tip
    from iza.git.program import Program
    from iza.git.programs import drivers
    from iza.git.state import (
        Standing,
        begin_standing,
        changed,
        edit_command,
        has_commits,
        head,
        init,
        is_detached,
        is_installed,
        resolve,
        set_config,
        settings,
        unfinished,
        unset_config,
        unwatched,
    )
    from iza.git.trees import Touch, between, calendar, touches, tree
    from iza.git.writing import FastImport, commit, write_commit_graph

_MODULES = ("state", "git_folder", "trees", "commit_log", "commit_index", "process", "errors", "author", "objects",
            "leftovers", "writing", "branches", "checking", "damage", "programs", "program", "allowing")  # fmt: skip
"""Where the names are looked for, what every command needs first: the others are loaded only when they are used."""


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _MODULES:
            names = vars(import_module(f"iza.git.{module}"))
            if name in names:
                return globals().setdefault(name, names[name])
    raise AttributeError(name)


__all__ = [
    "FIRST",
    "Author",
    "Branch",
    "Commit",
    "Cut",
    "Dated",
    "FastImport",
    "File",
    "Locked",
    "Missing",
    "Program",
    "Standing",
    "Touch",
    "allow",
    "allow_made",
    "ancestors",
    "answered",
    "begin_standing",
    "between",
    "blobs",
    "branch",
    "branch_name",
    "brought",
    "calendar",
    "changed",
    "clear_locks",
    "commit",
    "commits",
    "committer",
    "drivers",
    "drop_proposal",
    "edit_command",
    "everything",
    "fingerprint",
    "fsck",
    "git_dir",
    "grafts",
    "has_commits",
    "head",
    "holding",
    "identity",
    "init",
    "is_alive",
    "is_detached",
    "is_installed",
    "is_shallow",
    "kept_as",
    "land",
    "landings",
    "locks",
    "log",
    "mend_index",
    "merge_bases",
    "moved_from",
    "named",
    "on_proposal",
    "proposal_branch",
    "proposals",
    "propose",
    "record",
    "refs",
    "refuse_cut",
    "remember",
    "remotes",
    "resolve",
    "revoke",
    "set_config",
    "settings",
    "since",
    "started_at",
    "stood",
    "tip",
    "touches",
    "tree",
    "unfinished",
    "unset_config",
    "unwatched",
    "wait_for_locks",
    "write_commit_graph",
]
