"""The rooms of the activities: the calendar, and the year."""
