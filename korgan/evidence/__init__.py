"""Original bytes as received, hashed on arrival; previews are copies."""
