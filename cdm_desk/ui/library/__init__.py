"""The rooms of the library: its catalogue, and what is done with it and beside it."""
