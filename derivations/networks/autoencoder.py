r"""From a paper to its gradients: an autoencoder

An autoencoder learns to say the same with fewer numbers. Its encoder makes $k$ numbers of the $d$
numbers of a sample, its decoder makes the sample of them again, and what is lost on the way should
be little (Rumelhart, Hinton and Williams, 1986). Here the model is not written in Python. It is a
file, `autoencoder.tex`, as an author has it on the desk.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

import symnn as sn

page = sn.Page(__doc__, uses=["networks/back_propagation", "probability/mean_squared_error"])
paper = Path(__file__).with_suffix(".tex")

page.section("The paper")
text = paper.read_text(encoding="utf-8")
page.code(text[text.index("Let the rows") : text.index(r"\end{document}")].rstrip(), "latex")
page.write(r"""
Definitions define, claims claim: what stands before *and so their gradient* makes the model, what
comes after is judged. `symnn check autoencoder.tex` finds that the authors were right:
""")
page.paper(paper)

page.section("The model and its gradients")
page.write(r"""
`sn.read` makes a model of the same file. The weights $W$ are used twice, once in each direction:
two paths lead from them to the loss, besides the decay, and their gradient is a sum of what the
three contribute.
""")
model = sn.read(paper)
gradient = model.gradient("L", ["W", "b", "c"])
page.derive(gradient)
page.picture(
    lambda: sn.figures.graph(model, "L", ["W"]),
    "All paths from $W$ to the loss. Each is one term of the gradient.",
)

page.section("Trained")
page.write(r"""
On $1797$ pictures of digits, of $8 \times 8$ pixels between $0$ and $1$ each, with $k = 16$. A
quarter of the numbers keeps most of what distinguishes one picture from another, that is of their
variance:
""")
pictures = load_digits().data / 16
result = sn.fit(
    model,
    "L",
    data={"X": pictures, r"\lambda": 1e-4},
    sizes={"k": 16},
    optimizer=sn.Adam(0.01),
    epochs=15,
    batch_size=64,
)
again = result.evaluate("R", {"X": pictures, r"\lambda": 1e-4})
kept = 1 - np.sum((again - pictures) ** 2) / np.sum((pictures - pictures.mean(axis=0)) ** 2)
page.at_least(r"\text{variance kept}", kept, "0.8")
page.picture(
    lambda: sn.figures.training_curves(result),
    "The loss while it learns.",
)

if __name__ == "__main__":
    print(page.text())
