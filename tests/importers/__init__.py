"""Files of others, good and damaged."""
