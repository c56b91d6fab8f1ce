"""Benchmark of the proxy against nginx and a plain relay: `make bench-quick`. See README.md."""
