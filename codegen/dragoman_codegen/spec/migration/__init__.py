"""Migration of spec files to the present version of the notation."""
