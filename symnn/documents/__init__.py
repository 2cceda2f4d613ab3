"""What a person looks at: pages of a derivation as HTML, LaTeX, Markdown and plain text."""
