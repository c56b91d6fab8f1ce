"""`dragoman init`: a first configuration from what is found on this machine."""
