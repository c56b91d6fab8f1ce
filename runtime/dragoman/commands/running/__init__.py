"""`dragoman status`, `reload` and `breaker`: requests to a running proxy."""
