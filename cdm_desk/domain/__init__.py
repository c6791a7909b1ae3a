"""Values and rules of the trade; standard library only (python-stdnum and phonenumbers in `personal.py`)."""
