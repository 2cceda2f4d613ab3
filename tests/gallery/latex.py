r"""Whether LaTeX compiles: by TeX where there is one, else as far as its syntax tells.

Without TeX, braces, environments and dollar signs must pair up, alignment signs stand where there
are columns, and every command must be one of LaTeX, amsmath, amssymb or of the file itself.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

_COMMANDS = """
    documentclass usepackage begin end title date maketitle section subsection paragraph item emph
    textbf texttt textit text mathrm mathbf mathbb mathcal mathsf boldsymbol operatorname label tag
    ref hline small textbackslash textasciicircum textasciitilde allowdisplaybreaks setlength
    parindent parskip baselineskip let renewcommand ifx else fi newcommand displaystyle textstyle
    left right big Big bigl bigr Bigl Bigr bigg biggl biggr frac tfrac dfrac binom sqrt sum prod int
    iint oint lim max min sup inf log ln exp sin cos tan sinh cosh tanh arcsin arccos arctan det dim
    ker arg deg gcd Pr sec csc cot limits nolimits partial nabla infty forall exists in notin subset
    subseteq cup cap emptyset setminus times cdot cdots ldots dots vdots ddots odot otimes oplus
    ominus oslash circ bullet star ast pm mp div top perp bot parallel mid leq geq le ge neq ne
    ll gg approx equiv sim simeq cong propto to mapsto rightarrow leftarrow Rightarrow Leftarrow
    iff implies longrightarrow Longrightarrow uparrow downarrow lvert rvert lVert rVert vert Vert
    langle checkmark surd rangle lfloor rfloor lceil rceil lbrace rbrace hat widehat tilde widetilde
    bar overline vec dot
    ddot underline underbrace overbrace prime ell hbar Re Im aleph quad qquad hspace vspace not
    symnnmathbb phantom stackrel overset underset mathstrut colon tfrac cases mathop middle
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi
    Pi Sigma Upsilon Phi Psi Omega
"""
COMMANDS = frozenset(_COMMANDS.split())
"""Commands of LaTeX, amsmath and amssymb that documents are known to use."""
ALIGNED = frozenset(("align*", "aligned", "tabular", "matrix", "pmatrix", "bmatrix", "vmatrix",
                     "cases", "array", "smallmatrix"))  # fmt: skip
ENVIRONMENTS = ALIGNED | {"document", "itemize", "enumerate", "center", "quote", "verbatim"}
DASHES = "–—‘’“”"
TOKEN = re.compile(r"\\(?:begin|end)\{([^{}]*)\}|\\([A-Za-z]+)|\\.|[{}$&]|\n\s*\n", re.DOTALL)


def mistakes(path: Path) -> list[str]:
    """What is wrong with a LaTeX file."""
    tex = shutil.which("pdflatex")
    return compiled(tex, path) if tex else list(untidy(path.read_text(encoding="utf-8")))


def compiled(tex: str, path: Path) -> list[str]:
    """What TeX complains of."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                tex,
                "-interaction=nonstopmode",
                "-halt-on-error",
                f"-output-directory={folder}",
                path,
            ],
            capture_output=True,
            check=False,
        )
        log = done.stdout.decode(errors="replace")
    return [line for line in log.splitlines() if line.startswith("!")] if done.returncode else []


def untidy(text: str) -> Iterator[str]:
    r"""What does not pair up, and what is not known.

    >>> list(untidy(r"$\begin{pmatrix} a & b \end{pmatrix}$ and \emph{x_1}"))
    []
    >>> list(untidy(r"\frac{2 & \nosuch $x"))
    [..., 'line 1: \\nosuch', 'line 1: $ stays open', 'line 1: { stays open']
    """
    text = re.sub(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", blank, text, flags=re.DOTALL)
    text = re.sub(r"(?<!\\)%.*", "", text)
    opened: list[tuple[str, int]] = []
    for token in TOKEN.finditer(text):
        line = text.count("\n", 0, token.start()) + 1
        for words in _token(token, opened, line):
            yield f"line {line}: {words}"
    for letter in sorted(
        {letter for letter in text if ord(letter) >= 0x180 and letter not in DASHES}
    ):
        yield f"plain TeX has no {letter}"
    for sign, line in reversed(opened):
        yield f"line {line}: {sign} stays open"


def _token(token: re.Match[str], opened: list[tuple[str, int]], line: int) -> Iterator[str]:
    sign, environment, command = token[0], token[1], token[2]
    last = opened[-1][0] if opened else ""
    begins = sign == "{" or (sign == "$" and last != "$") or sign.startswith(r"\begin{")
    ends = {"}": "{", "$": "$"}.get(sign, environment)
    if environment is not None and environment not in ENVIRONMENTS:
        yield f"environment {environment}"
    if begins:
        opened.append((environment or sign, line))
    elif ends is not None:
        if last == ends:
            opened.pop()
        else:
            yield f"{sign} closes {last or 'nothing'}"
    elif command is not None:
        if command not in COMMANDS:
            yield sign
    elif sign == "&" and last not in ALIGNED:
        yield "& without columns"
    elif not sign.strip() and any(one in ("$", "align*") for one, _ in opened):
        yield "a formula goes over an empty line"


def blank(found: re.Match[str]) -> str:
    """As many lines, and nothing on them."""
    return "\n" * found[0].count("\n")
