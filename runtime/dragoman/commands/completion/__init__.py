"""`dragoman completion`: completion of the command line by bash, zsh and fish."""
