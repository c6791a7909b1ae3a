"""The rooms of the survey: forms entered by keys, and the waves that they belong to."""
