"""Meaning: syntax trees to index expressions, by the names and shapes of the document."""
