"""The API of operators, dispatchers, chiefs and observers."""
