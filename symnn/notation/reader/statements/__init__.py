"""Statements: what each line of a document says, in the order that meaning needs."""
