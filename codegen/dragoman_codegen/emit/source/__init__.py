"""Python source text: imports, module layout and line folding."""
