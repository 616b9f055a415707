"""A city to try everything on, made by us."""
