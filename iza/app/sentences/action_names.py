"""What was done, in words: the ``Iza-Action`` of a commit, and what people type for it."""

from __future__ import annotations

from iza.i18n import N_, _, language
from iza.model.procedure import ACTION_NAMES, Action
from iza.store.schema import labels
from iza.store.work_tree import DIRECTORIES

BY_HAND = N_("changed by hand")
_OTHERS = {
    "init": N_("case repository made"),
    "template.copy": N_("own wording of a document"),
    "worker.key": N_("signing keys changed"),
    "settings.edit": N_("settings changed"),
    "erase": N_("case erased"),
    "verify.acknowledge": N_("finding acknowledged"),
    "proposal.reject": N_("proposal declined"),
    "proposal.withdraw": N_("proposal withdrawn"),
}
_ENTRIES = {
    "add": N_("{directory}: entry added"),
    "edit": N_("{directory}: entry changed"),
    "end": N_("{directory}: entry ended"),
}
_HAND = ("hand", "by hand", "von hand")


def action_name(action: str) -> str:
    """An action in words; one that nobody here knows is its own word."""
    if action in ACTION_NAMES:
        return _(ACTION_NAMES[Action(action)])
    kind, _dot, verb = action.partition(".")
    if f"{kind}s" in DIRECTORIES and verb in _ENTRIES:
        return _(_ENTRIES[verb]).format(directory=labels.label(f"{kind}s", (f"{kind}s",), language()))
    return _(_OTHERS.get(action, action)) if action else _(BY_HAND)


def is_meant(text: str, action: str) -> bool:
    """Whether somebody who types this means the action: its code, its words, or ``hand`` for a change by hand."""
    word = " ".join(text.split()).casefold()
    if not action:
        return word in _HAND or word == _(BY_HAND).casefold()
    return word in (action.casefold(), action_name(action).casefold())
