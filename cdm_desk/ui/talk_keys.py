"""The keys of what came out of a conversation, at a desk as well as outside."""

from typing import Final

OUTCOME_KEYS: Final = {
    "1": "OU1",
    "2": "OU2",
    "3": "OU3",
    "4": "OU4",
    "5": "OU5",
    "6": "OU6",
    "7": "OU7",
    "8": "OU12",
    "9": "OU13",
}
REST_KEY: Final = "0"
SUB_THEME_KEYS: Final = "ABCDEFGHIJ"
