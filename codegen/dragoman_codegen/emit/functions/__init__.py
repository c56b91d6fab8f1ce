"""Bodies of generated functions: each class adds one kind of expression or statement to the one before."""
