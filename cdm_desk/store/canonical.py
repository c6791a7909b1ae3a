"""JSON in one form: sorted keys, no spaces, real letters; so that equal values are equal texts."""

import json
from typing import Any


def packed(value: object) -> str:
    """Return the canonical text of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpacked(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    """Return the value of a text that this store wrote."""
    return json.loads(text)
