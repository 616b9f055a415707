"""One machine: the embedded Postgres under our own supervisor, and the processes `korgan up` keeps alive."""
