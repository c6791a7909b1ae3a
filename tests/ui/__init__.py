"""Screens, driven by keys and read by what they show."""
