"""The desk of the Cité des métiers: visitors, queue, counselling, library and reports on one screen."""

NAME = "cdm-desk"
__version__ = "0.1.0"
