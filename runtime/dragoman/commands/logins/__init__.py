"""`dragoman auth`: logins and keys."""
