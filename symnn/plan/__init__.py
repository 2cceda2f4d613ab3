"""From index form to products of arrays: one plan, read by the LaTeX writer and by the generators."""
