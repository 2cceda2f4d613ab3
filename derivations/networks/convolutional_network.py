r"""Convolution, and a small network for images.

An edge is an edge wherever it stands in an image. So the same few weights are moved over the image,
and at each place they give one number. The operation is linear in the image and linear in the
weights, and the way back is a convolution, too. (LeCun et al. 1989; what the networks call
convolution is, strictly, a correlation: the window is not turned round.)
"""

import symnn as sn

page = sn.Page(__doc__, uses=["networks/softmax_regression"])

page.section("Along a line")
page.write(r"""
A window of $m$ weights $w$ is moved over $n$ numbers $x$. It fits at $n - m + 1$ places. The vector
$g$ is the gradient that arrives from the layers above.
""")
n, m = sn.dims("n m")
line, w = sn.vector("x", n), sn.vector("w", m)
g = sn.vector("g", n - m + 1)
i, u = sn.index("i", n - m + 1), sn.index("u", m)

window = sn.Model()
y = window.define("y", sn.total(w[u] * line[i + u - 1], axis=u))
window.define("L", sn.inner(g, y))
page.derive(window.gradient("L", ["w", "x"]), notation="index")
page.write(r"""
The limits of the second sum say which places of the window are inside. Read without them, it moves
the window backwards over $g$: this is convolution in the strict sense. By hand:
""")
page.claim(window, "L", "w", r"\sum_{i=1}^{n-m+1} g_i x_{i+u-1}", at="u")
page.claim(window, "L", "x", r"\sum_{u=\max(1,k+m-n)}^{\min(m,k)} g_{k-u+1} w_u", at="k")
page.write(r"""
There is a matrix form, too. Let $H$ have the windows of $x$ as its rows, $H_{iu} = x_{i+u-1}$. Then
$y = H w$ is a linear layer, and its gradient $H^\top g$ is that of
[linear regression](linear_regression.html). This is how fast programs do it.
""")
H = line[i + u - 1]
page.equal(window, y, H @ w, notation="index")
page.claim(window, "L", "w", H.T @ g, notation="index")

page.section("Images with channels")
page.write(r"""
Now $N$ images with $c$ channels of $n \times n$ pixels, and $f$ windows of $m \times m$ pixels, the
kernels, which see all channels at once. Each gives a new channel with a bias. $G$ is the gradient
that arrives.
""")
N, c, f, k = sn.dims("N c f k")  # images, channels, kernels, classes
r = n - m + 1  # positions of the window along one axis
X = sn.tensor("X", N, c, n, n)
W, b = sn.tensor("W", f, c, m, m), sn.vector("b", f)
G = sn.tensor("G", N, f, r, r)

layer = sn.Model()
layer.define("Z", sn.conv2d(X, W, b))
layer.define("L", sn.total(G * layer["Z"]))
page.show(layer, notation="index")
page.claim(
    layer,
    "L",
    "W",
    r"\sum_{a=1}^{N} \sum_i \sum_j G_{aoij} X_{a,q,i+u-1,j+v-1}",
    at="oquv",
)
page.claim(layer, "L", "b", r"\sum_{a=1}^{N} \sum_i \sum_j G_{aoij}", at="o")

page.section("A network")
page.write(r"""
Convolution, a rectifier, [pooling](pooling.html) over windows of $3 \times 3$ places with a border
of zeros, and a layer of scores for $k$ classes. Every size stays a symbol, and the sizes of the
layers follow from them. The classes of an image sum to one.
""")
Y = sn.matrix("Y", N, k)
V, d = sn.tensor("V", f, r, r, k), sn.vector("d", k)

model = sn.Model()
Z = model.define("Z", sn.conv2d(X, W, b))
A = model.define("A", sn.relu(Z))
H = model.define("H", sn.avg_pool2d(A, 3, stride=1, padding=1))
S = model.define("S", sn.einsum("afij,fijk->ak", H, V) + d)
model.define("L", sn.cross_entropy(S, Y))
model.assume(sn.Eq(sn.total(Y, axis=1), 1))

gradient = model.gradient("L", ["W", "b", "V", "d", "X"])
page.derive(gradient, notation="index")
page.write(r"""
The last layer, with what comes out of the pooling taken as given, is
[softmax regression](softmax_regression.html):
""")
given = sn.tensor("H", N, f, r, r)
last = sn.Model()
scores = last.define("S", sn.einsum("afij,fijk->ak", given, V) + d)
last.define("L", sn.cross_entropy(scores, Y))
last.assume(sn.Eq(sn.total(Y, axis=1), 1))
page.claim(last, "L", "S", r"\frac{1}{N} (\operatorname{softmax}(S) - Y)")
page.claim(last, "L", "V", r"\sum_{a=1}^{N} H_{aoij} \frac{\partial L}{\partial S_{ap}}", at="oijp")
page.claim(last, "L", "H", r"\sum_p V_{oijp} \frac{\partial L}{\partial S_{ap}}", at="aoij")

if __name__ == "__main__":
    print(page.text())
