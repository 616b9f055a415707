"""Users, persons, contacts and the roles they hold for areas."""
