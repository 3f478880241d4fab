# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What contacts are wished for, and what becomes of a wish."""

from typing import Any, NamedTuple

from .matching import Score


class ContactWish(NamedTuple):
    """The contact that a document needs: of a partner, and of a kind as the provider's
    ``_contact_kind`` gives it."""

    partner: Any
    kind: str = ""


class Refusal(NamedTuple):
    """Why a contact could not be made, and by which name it was tried."""

    name: str
    words: str


class Candidate(NamedTuple):
    """A contact that a partner may be, with its :class:`Score`."""

    contact: Any
    score: Score


class Verdict(NamedTuple):
    """What the directory says of a wish: its contact, or else the name by which a new
    one is made, or else why it has none."""

    contact: Any = None
    #: The link by which the contact was found.
    link: Any = None
    name: str = ""
    #: Whether a new contact may bear the partner's key: an archived one may have it.
    bears_key: bool = True
    #: Of ``accounting.bridge.contact.decision``, or ``skipped``.
    cause: str = ""
    #: What the cause is about: :class:`Candidate` each.
    candidates: tuple = ()
    #: What a person is asked, or has answered.
    decision: Any = None

    def with_candidates(self, scores):
        """The same verdict, about more candidates, each of them once.

        :param dict scores: a :class:`Score` by contact
        """
        known = {candidate.contact for candidate in self.candidates}
        more = tuple(
            Candidate(contact, own)
            for contact, own in scores.items()
            if contact not in known
        )
        return self._replace(candidates=self.candidates + more)


class Resolution(NamedTuple):
    """What became of wishes: the verdicts by wish, the :class:`Refusal` by wish that
    the provider refused, and the wishes whose contact is new over there."""

    verdicts: dict
    refused: dict
    created: set
