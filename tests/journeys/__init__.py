"""Whole ways through the house: a walk-in to the day sheet, a night."""
