"""Rules and values, tested without a database."""
