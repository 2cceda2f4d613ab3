"""LaTeX of the models that the tests of estimators fit."""

CLASSIFIER = r"""
Let $X \in \mathbb{R}^{N \times d}$, $Y \in \mathbb{R}^{N \times c}$ with $\sum_k Y_{ik} = 1$,
$W \in \mathbb{R}^{d \times c}$, $b \in \mathbb{R}^c$.
\begin{align}
  Z &= X W + \mathbf{1} b^\top \\
  P &= \operatorname{softmax}(Z) \\
  L &= -\frac{1}{N} \sum_i \sum_k Y_{ik} \log P_{ik}
\end{align}
"""
REGRESSOR = r"""
Let $X \in \mathbb{R}^{N \times d}$, $y \in \mathbb{R}^N$, $w \in \mathbb{R}^d$, $b \in \mathbb{R}$.
\begin{align}
  p &= X w + b \mathbf{1} \\
  L &= \frac{1}{N} \| p - y \|^2
\end{align}
"""
