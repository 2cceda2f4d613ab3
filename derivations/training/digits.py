r"""From a paper to a network that reads digits

The model is a LaTeX file, `digits.tex`. `sn.read` makes a model of its equations, `sn.fit` trains
it, and nothing is written twice: what the paper says is what runs. On the command line the same is
`symnn train digits.tex --data digits -o params.npz`.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

import symnn as sn

page = sn.Page(__doc__, uses=["networks/softmax_classifier"])
paper = Path(__file__).with_suffix(".tex")

page.section("The paper")
text = paper.read_text(encoding="utf-8")
page.code(text[text.index(r"\section*") : text.index(r"\end{document}")].rstrip(), "latex")
page.write(r"""
Here the sizes are numbers, those of the data: $8 \times 8$ pixels, and ten digits. They might be
letters as well, such as $h$ for the hidden units, and be given to `sn.fit`.
""")

page.section("What was understood, and its gradients")
model = sn.read(paper)
gradient = model.gradient("L", ["W_1", "b_1", "W_2", "b_2"])
page.derive(gradient)
page.write(r"""
Such derivatives are [proved for all sizes](../networks/softmax_classifier.html) elsewhere; here
they are compared with slopes of the function that trains.
""")

page.section("The digits")
page.write(r"""
There are $1797$ pictures (Alpaydin and Kaynak, 1998), the data set `digits` of scikit-learn. A
fifth of them is held back, and only the rest is learned from: $25$ rounds in batches of $32$, with
Adam.
""")
digits = load_digits()
order = np.random.default_rng(0).permutation(len(digits.data))
held, learned = order[:360], order[360:]
result = sn.fit(
    model,
    "L",
    data={"X": digits.data[learned], "Y": digits.target[learned]},
    validation={"X": digits.data[held], "Y": digits.target[held]},
    optimizer=sn.Adam(0.003),
    epochs=25,
    seed=1,
)
page.at_least(r"\text{accuracy, held back}", result.history["val_accuracy"][-1], "0.95")
page.at_least(r"\text{accuracy, learned from}", result.history["accuracy"][-1], "0.97")
page.picture(
    lambda: sn.figures.training_curves(result, ["loss", "accuracy"]),
    "Loss and accuracy: of the pictures that are learned from, and of those that are held back.",
)

page.section("What it is unsure of")
told = result.evaluate("P", {"X": digits.data[held]})
wrong = np.flatnonzero(told.argmax(axis=1) != digits.target[held])
page.write("The pictures that it gets wrong, with what it says and how sure it is:")
page.table(
    ["digit", "it says", "with probability", "and the right one"],
    [
        [
            str(digits.target[held][k]),
            str(told[k].argmax()),
            f"{told[k].max():.2f}",
            f"{told[k][digits.target[held][k]]:.2f}",
        ]
        for k in wrong
    ],
)
page.write("""
The parameters are arrays by their names in the paper. `result.save("params.npz")` writes them, and
`result.evaluate("P", …)` asks the model for any quantity of the paper.
""")

if __name__ == "__main__":
    print(page.text())
