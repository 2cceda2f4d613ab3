"""From index form to products of arrays: one plan for the LaTeX writer and the generators."""
