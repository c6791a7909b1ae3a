"""Self check-in: the one window of a PC where visitors register without anybody of the house."""
