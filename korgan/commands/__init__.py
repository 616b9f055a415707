"""The verbs of the command line; a module holds one click command named like itself."""
