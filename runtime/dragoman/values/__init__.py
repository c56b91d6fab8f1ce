"""Pure functions on values: JSON text, characters, tool arguments, placeholders and image headers."""
