"""Cases: one recorded exchange as a file without secrets, which can be replayed without a network."""
