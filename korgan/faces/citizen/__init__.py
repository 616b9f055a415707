"""The API of the citizen app."""
