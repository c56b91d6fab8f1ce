"""What the proxy costs, beside nginx and a plain relay, in one run: `make bench-quick`. See README.md."""
