"""The mentions of one text."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from dataclasses import dataclass

from . import _guanxi


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text."""

    #: Where it stands in the text that was given (the title, where ``in_title``): ``text[start:end]``. Both are None where it
    #: stands there in no piece.
    start: int | None
    end: int | None
    #: The name as it was read: without white space and line ends that only layout put into it.
    surface: str
    #: ``person``, ``office``, ``organization`` or ``place``.
    type: str
    #: Stable id of the entity, also of a name that no gazetteer lists; None where it means several, or nobody that can be told apart.
    id: str | None
    #: Canonical name of the entity, in Simplified characters.
    label: str | None
    #: Estimated chance that all this is right, from 0 to 1.
    confidence: float
    #: ``linked``, ``ambiguous`` (with ``candidates``) or ``nil``.
    outcome: str
    #: Ids of the entities that an ambiguous mention may mean.
    candidates: list[str]
    #: How it was found: ``alias``, ``context``, ``short``, ``latin``, ``letter``, ``composed``, ``pattern``, ``byline``.
    method: str
    #: Of an office: id of the person who held it on the date of the text.
    holder: str | None
    #: How it only reports: ``credit``, ``dateline``, ``source``, ``channel``.
    role: str | None
    #: It lies inside a longer mention: 北京 in 北京大学.
    nested: bool
    #: It stands in the title.
    in_title: bool


class Tagger:
    """Finds the mentions of texts and what they mean.

    To make one takes a tenth of a second, to tag a sentence a quarter of a millisecond: keep it. Several threads may use one at a time.
    ``gazetteers`` are folders that add to the bundled ones; ``model`` is a file of ``guanxi learn``, or ``"none"`` for lists and
    rules alone.
    """

    def __init__(
        self,
        gazetteers: str | os.PathLike | Iterable[str | os.PathLike] | None = None,
        model: str | os.PathLike | None = None,
    ) -> None:
        if isinstance(gazetteers, (str, os.PathLike)):
            gazetteers = [gazetteers]
        self._tagger = _guanxi.Tagger(list(gazetteers or []), model)

    def tag(self, text: str, date: datetime.date | str | None = None, title: str = "") -> list[Mention]:
        """The mentions of a plain text, those of its title first. Offices resolve to those who held them on ``date``."""
        return [Mention(**mention) for mention in self._tagger.tag(text, date, title)]
