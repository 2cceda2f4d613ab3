"""Scaled dot-product attention: n queries look up m values by their keys.

The scores S compare every query with every key; softmax makes each row of them weights that sum to
one; the output is the weighted mean of the values. Dividing by √k keeps the scores of long keys
from growing, which would make softmax nearly constant and its gradient vanish.
"""

import symnn as sn

n, m = sn.dims("n m")  # queries; keys and values
k, v = sn.dims("k v")  # length of a key, length of a value

Q = sn.matrix("Q", n, k)
K = sn.matrix("K", m, k)
V = sn.matrix("V", m, v)

model = sn.Model()

S = model.define("S", Q @ K.T / sn.sqrt(k))
A = model.define("A", sn.softmax(S))
O = model.define("O", A @ V)  # noqa: E741 (the name in the papers)

# Any loss will do. With Σ G ⊙ O the matrix G is the gradient that arrives from the layers above.
G = sn.matrix("G", n, v)
model.define("L", sn.total(G * O))

gradient = model.gradient("L", ["Q", "K", "V"])

if __name__ == "__main__":
    print(gradient.text())
