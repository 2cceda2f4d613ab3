"""Arrays: compiled functions, and their gradients checked by finite differences."""
