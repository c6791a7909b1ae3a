"""What a member of staff does, on the real store."""
