"""The server process: connections of clients, start, reload and stop."""
