"""What the program bears: a whole day at its desk, and a hundred thousand events without sense."""
