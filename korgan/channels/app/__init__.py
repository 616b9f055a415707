"""The citizen app and the web chat."""
