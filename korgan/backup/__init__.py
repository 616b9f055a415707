"""Backup and restore: the database of one moment, and every original it speaks of."""
