"""The commands of LaTeX for letters and accents, as the writers and the reader know them."""

from __future__ import annotations

_GREEK = """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu
    nu xi pi varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega
    Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
"""
GREEK = frozenset(_GREEK.split())
OTHERS = {"ell": "ℓ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ"}
LETTERS = GREEK.union(OTHERS)
"""The commands that are a letter."""

_ACCENTS = """
    hat bar tilde dot ddot vec check acute grave breve widehat widetilde overline underline
"""
ACCENTS = frozenset(_ACCENTS.split())
