"""Classes that read and write streams."""
