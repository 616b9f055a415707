"""Rows shaped for an audience: what staff may read, what a citizen may read."""
