"""Measurements anybody can repeat; each prints one JSON object a line."""
