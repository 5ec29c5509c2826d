"""Changes of a case in German and English sentences: the one place that has words for them.

``told`` takes two versions and says what differs, thing by thing: a new goal is one sentence and one for each of
its steps, a step that is done is one. ``Told.sentence`` says in which review terms were agreed, and why.
"""

from __future__ import annotations

from iza.app.sentences.talk import AgreedIn, talk_between, talk_of
from iza.app.sentences.telling import ChangeSentence, lines, told

__all__ = ["AgreedIn", "ChangeSentence", "lines", "talk_between", "talk_of", "told"]
