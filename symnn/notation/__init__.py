"""Writers: the index, matrix and entries forms of an equation, as LaTeX or as plain text."""
