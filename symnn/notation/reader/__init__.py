"""The LaTeX reader: documents to a system of equations and a list of statements."""
