"""The running process: PostgreSQL, migration, sockets, workers, signals. Puts all together and decides nothing."""
