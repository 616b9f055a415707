"""Incidents, units and their assignments."""
