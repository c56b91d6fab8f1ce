"""One request and its answer without sockets: client bytes to provider bytes, and back."""
