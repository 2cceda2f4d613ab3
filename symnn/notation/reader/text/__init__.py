"""Text: documents to formulas, tokens and statements."""
