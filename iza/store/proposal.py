"""The same door, opened on a branch: what is saved through it is put up for a second person."""

from __future__ import annotations

import re
import secrets
from types import MappingProxyType
from typing import TYPE_CHECKING

from iza import git
from iza.errors import Refused
from iza.i18n import _
from iza.model.approvals import PROPOSED_BY
from iza.store import files, saving, second_person
from iza.store.case_ids import INNER_ALPHABET
from iza.store.repository import Repository, contents_of

if TYPE_CHECKING:
    from pathlib import Path

    from iza.store.message import Message
    from iza.store.repository import Aside, Changes

_LENGTH = 5  # characters behind the id of the case
NAME = re.compile(rf"(F-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}|settings)-([{INNER_ALPHABET}]{{{_LENGTH}}})")
"""What a proposal is called: the case it is about (or ``settings``) and random characters; nothing personal."""


class ProposalRepository(Repository):
    """Reads the work tree like any other; saves as commits on branches of their own. The work tree stays as it is.

    ``put_up`` takes the names of the proposals that were made.
    """

    def __init__(self, root: Path, put_up: list[str]) -> None:
        super().__init__(root)
        self.put_up = put_up

    def refuse_alone(self, _action: str) -> None:
        """Nothing: whoever proposes does not do it alone."""

    def save_all(self, changes: Changes, message: Message, aside: Aside = MappingProxyType({})) -> None:  # noqa: ARG002
        """Put a change up as one commit on a branch that starts at HEAD; what follows a commit does not follow that.

        Raises Refused for what no office wants a second person for and for what changes nothing, Conflict where a
        file changed since it was read, and GitError.
        """
        author = git.identity(self.root)
        after = contents_of(changes)
        proposal_message = message._replace(extra=(*message.extra, (PROPOSED_BY, author.email)))
        name = f"{message.case or 'settings'}-{''.join(secrets.choice(INNER_ALPHABET) for _ in range(_LENGTH))}"
        with self.lock():
            self._refuse_unfinished()
            for path, (_text, seen) in changes.items():
                self._content_before(path, seen)
            self._refuse_needless(message.action, after)
            saving.save(
                self,
                saving.Wish({}, {}, proposal_message.text(), branch=git.proposal_branch(name)),
                lambda _started: git.propose(
                    self.root, name, after, proposal_message.text(), author, files.spare(self.private)
                ),
            )
        self.put_up.append(name)

    def _refuse_needless(self, action: str, after: second_person.Contents) -> None:
        contents = git.blobs(self.root, [f"HEAD:{path}" for path in after])
        before = {path: contents.get(f"HEAD:{path}") for path in after}
        if before == after:
            raise Refused(_("Nothing would change by this proposal."))
        if not second_person.kinds(action, before, after):
            raise Refused(
                _("No second person is needed for this."), _("Give the command again, without the word propose.")
            )
