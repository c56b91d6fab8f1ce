"""What specs mean: plans, types, and the runtime's filters and passes as signatures."""
