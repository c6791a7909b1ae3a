"""What a member of staff does: one verb, one transaction."""
