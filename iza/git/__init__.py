"""The only package that runs git or imports GitPython: small functions, one git call each.

No user text reaches git before ``--`` or ``--end-of-options``; paths are repository-relative with
forward slashes; output is split on NUL. What reads runs git directly; what writes goes through GitPython.
"""

from __future__ import annotations

from iza.git.branches import (
    Branch,
    answered,
    drop_proposal,
    keep_proposal,
    on_proposal,
    proposals,
    propose,
    record,
    remotes,
)
from iza.git.checking import ancestors, branch, everything, fsck, is_shallow, merge_bases, refs, remember, stood
from iza.git.past import Author, Commit, File, blobs, commits, log, moved_from, named, since
from iza.git.process import Locked, Missing
from iza.git.state import (
    changed,
    committer,
    editor,
    git_dir,
    has_commits,
    head,
    identity,
    init,
    is_detached,
    is_installed,
    resolve,
    set_config,
    settings,
    unfinished,
    unset_config,
)
from iza.git.trees import Dated, Touch, calendar, touches, tree
from iza.git.writing import FastImport, commit, has_commit_graph, write_commit_graph

__all__ = [
    "Author",
    "Branch",
    "Commit",
    "Dated",
    "FastImport",
    "File",
    "Locked",
    "Missing",
    "Touch",
    "ancestors",
    "answered",
    "blobs",
    "branch",
    "calendar",
    "changed",
    "commit",
    "commits",
    "committer",
    "drop_proposal",
    "editor",
    "everything",
    "fsck",
    "git_dir",
    "has_commit_graph",
    "has_commits",
    "head",
    "identity",
    "init",
    "is_detached",
    "is_installed",
    "is_shallow",
    "keep_proposal",
    "log",
    "merge_bases",
    "moved_from",
    "named",
    "on_proposal",
    "proposals",
    "propose",
    "record",
    "refs",
    "remember",
    "remotes",
    "resolve",
    "set_config",
    "settings",
    "since",
    "stood",
    "touches",
    "tree",
    "unfinished",
    "unset_config",
    "write_commit_graph",
]
