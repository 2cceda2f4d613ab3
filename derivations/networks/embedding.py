r"""Embedding: a table of vectors, one for each word.

Words are no numbers. So each of the $V$ words of a language gets a row of a matrix $E$, a vector of
length $d$, and a text of $T$ words becomes the rows at their places. The rows are learned like any
weights. To look up a row is not a function with a slope in the *place*, but it is linear in the
*table*. (Bengio, Ducharme, Vincent, Jauvin 2003.)
"""

import symnn as sn

page = sn.Page(__doc__)

V, T, d = sn.dims("V T d")  # words known, words of the text, length of a vector
E = sn.matrix("E", V, d)
t = sn.positions("t", T, below=V)  # the text, as positions in the table
G = sn.matrix("G", T, d)

model = sn.Model()
Y = model.define("Y", sn.embedding(t, E))
model.define("L", sn.total(G * Y))

page.section("The derivation")
page.write(r"""
The text is $t_1, \dots, t_T$, each a number from 1 to $V$, and the output has the rows
$Y_i = E_{t_i}$. The matrix $G$ is the gradient that arrives at $Y$ from the layers above.
""")
gradient = model.gradient("L", "E")
page.derive(gradient, notation="index")
page.write(r"""
The delta is 1 where the word stands in the text. So the gradient of a row is the sum of what
arrives at all the places where its word stands. Rows of words that do not occur have the gradient
zero: a step of gradient descent leaves them alone, and a program need not touch them.
""")

page.section("The same as a product of matrices")
page.write(r"""
Let $H$ have a row for each word of the text, with a 1 at its position in the table and 0 elsewhere,
$H_{iv} = \delta_{t_i v}$. Then $Y = H E$, and the embedding is a linear layer without a bias, with
the well-known gradient $H^\top G$. With the ones and zeros put in, it is the sum from above:
""")
H = sn.embedding(t, sn.eye(V))
page.equal(model, Y, H @ E, notation="index")
page.claim(model, "L", "E", H.T @ G, notation="index")
page.write(r"""
The product would cost $T V d$ multiplications, nearly all of them with zero. Looking up costs none.
""")

if __name__ == "__main__":
    print(page.text())
