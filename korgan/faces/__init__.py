"""Where people and machines meet us; HTTP lives only here."""
