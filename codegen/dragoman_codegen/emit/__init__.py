"""Python source from plans: one module for each kind of output."""
