"""Judging claims: what is equal, what is not, and how one knows."""
