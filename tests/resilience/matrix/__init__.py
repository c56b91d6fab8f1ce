"""Fault matrix: each fault of a provider, with each protocol of providers and clients, streamed and whole.

A cell sends one request through the proxy to a provider that answers with the bytes of a fault. The client must get a
valid response in its protocol, in time: the answer if the fault damages nothing, otherwise an error, and in a stream
before it everything that had arrived. `python -m tests.resilience.matrix` runs it; a sample is in
tests/resilience/test_fault_matrix.py.
"""
