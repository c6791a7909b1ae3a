"""Windows that ask something and close."""
