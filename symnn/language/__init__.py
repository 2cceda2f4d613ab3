"""What can be said: dimensions, indices, tensors, operations, facts, models."""
