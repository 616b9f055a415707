"""Assessment by rules that are data; corrections are people's."""
