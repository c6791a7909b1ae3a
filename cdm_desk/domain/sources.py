"""The catalogues of others that can be asked, by name; alone here, since the settings name them at every start."""

BNF, SUDOC, KUL, UGENT, KB, DNB, LOC = SOURCES = ("bnf", "sudoc", "kul", "ugent", "kb", "dnb", "loc")
