"""Training: optimisers, schedules, data, and the loop that learns."""
