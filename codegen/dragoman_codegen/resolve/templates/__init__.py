"""Templates: nodes of a spec in the shape of the message to build, resolved for one half."""
