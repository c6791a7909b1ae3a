"""JSON in one form: sorted keys, no spaces, real letters; so that equal values are equal texts."""

import json
from typing import Any, Final

# Made once: it writes every operation, ticket and event.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def packed(value: object) -> str:
    """Return the canonical text of a JSON value."""
    return _ENCODER.encode(value)


def unpacked(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    """Return the value of a text that this store wrote."""
    return json.loads(text)
