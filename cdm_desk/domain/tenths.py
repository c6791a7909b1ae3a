"""A number with one decimal, kept as a whole number so that no rounding creeps in."""


class Tenths(int):
    """So many tenths: every page, screen and file prints it with one decimal."""

    @property
    def plain(self) -> float:
        """The number itself, for what knows decimals."""
        return self / 10
