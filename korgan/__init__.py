"""Korgan: an omnichannel police 102. Read path.py first."""
