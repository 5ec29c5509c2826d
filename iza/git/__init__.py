"""The only package that runs git or imports GitPython: small functions, one git call each.

No user text reaches git before ``--`` or ``--end-of-options``; paths are repository-relative with
forward slashes; output is split on NUL. What reads runs git directly; what writes goes through GitPython.
"""

from __future__ import annotations

from iza.git.past import Author, Commit, File, blobs, log
from iza.git.process import Locked, Missing
from iza.git.state import (
    changed,
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
    unfinished,
)
from iza.git.writing import FastImport, commit, write_commit_graph

__all__ = [
    "Author",
    "Commit",
    "FastImport",
    "File",
    "Locked",
    "Missing",
    "blobs",
    "changed",
    "commit",
    "editor",
    "git_dir",
    "has_commits",
    "head",
    "identity",
    "init",
    "is_detached",
    "is_installed",
    "log",
    "resolve",
    "set_config",
    "unfinished",
    "write_commit_graph",
]
