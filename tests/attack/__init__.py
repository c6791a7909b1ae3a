"""A reader who has every table that was published, and a linear program."""
