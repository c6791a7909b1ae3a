"""What of an article may be copied: a quotation as long as its purpose needs, the whole text under a licence."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Self

from cdm_desk.domain.errors import RuleError

LICENCES: Final = ("Copiepresse", "License2Publish")
QUOTE_LENGTH: Final = 300
QUOTE_SHARE: Final = 10


class LicenceMissingError(RuleError):
    """A full text is to be kept, and no licence is recorded that allows it."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class LicenceExpiredError(RuleError):
    """A full text is to be kept under a licence whose time is over."""

    def __init__(self, holder: str, valid_until: date) -> None:
        super().__init__(holder, valid_until)
        self.holder = holder
        self.valid_until = valid_until


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What the house may copy whole: from whom, under which number, until when (for good, if no day is named)."""

    holder: str
    number: str
    valid_until: date | None = None

    def expired(self, day: date) -> bool:
        """Whether the licence is over on a day; its last day still counts."""
        return self.valid_until is not None and self.valid_until < day

    def plain(self) -> dict[str, Any]:
        """Return the licence as the settings of the house keep it."""
        until = None if self.valid_until is None else self.valid_until.isoformat()
        return {"holder": self.holder, "number": self.number, "valid_until": until}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """How long a quotation is, and how long it may be before the screen warns.

    Belgian law lets a review quote no longer than its purpose needs, with the source named. It gives no number; the
    house's own rule of thumb is 300 characters, and never more than a tenth of the article where its text is at hand.
    Beyond it the counter warns; it refuses nothing, since only a person can say what the purpose needs.
    """

    length: int
    allowed: int

    @classmethod
    def of(cls, quote: str, full_text: str = "") -> Self:
        """Measure a quotation against the rule."""
        whole = len(full_text.strip())
        allowed = min(QUOTE_LENGTH, whole // QUOTE_SHARE) if whole else QUOTE_LENGTH
        return cls(length=len(quote.strip()), allowed=allowed)

    @property
    def too_long(self) -> bool:
        """Whether the counter warns."""
        return self.length > self.allowed


def licences_from(value: object) -> tuple[Licence, ...]:
    """Return the licences of the house from their setting; what cannot be read is left out."""
    found = []
    for each in value if isinstance(value, list) else []:
        match each:
            case {"holder": str(holder), "number": str(number), "valid_until": str() | None as until} if number:
                day = _day(until)
                if until is None or day is not None:
                    found.append(Licence(holder=holder, number=number, valid_until=day))
    return tuple(found)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
