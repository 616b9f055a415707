"""How the house itself is: what `korgan doctor` tells in words and what is measured."""
