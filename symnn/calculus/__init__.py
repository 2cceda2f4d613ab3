"""Exact derivatives of index expressions, their simplification, and the steps that lead there."""
