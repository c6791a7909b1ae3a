"""The multimedia space: what stays of an hour at a PC."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PcFact:
    """Blocks of 60 minutes started on one device, in one hour of one day."""

    id: UUID
    day: date
    hour: int
    device: str
    blocks: int
