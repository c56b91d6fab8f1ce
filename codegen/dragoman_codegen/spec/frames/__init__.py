"""The frames of spec files: the keys of each kind of file, their types and descriptions, as pydantic models."""
