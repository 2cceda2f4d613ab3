"""A small convolutional network for images: convolution, pooling, and a layer of scores.

N images with c channels of n × n pixels. Every size is a symbol, the number of kernels and the size
m of their windows too; the sizes of the layers follow from them, n − m + 1 after the convolution.
An entry beside its axis counts as 0: the sums of the gradients have limits that say which are
inside.
"""

import symnn as sn

N, n, m, c, f, k = sn.dims("N n m c f k")  # images, pixels, window; channels, kernels, classes
r = n - m + 1  # positions of the window along one axis

X = sn.tensor("X", N, c, n, n)
Y = sn.matrix("Y", N, k)
W, b = sn.tensor("W", f, c, m, m), sn.vector("b", f)
V, d = sn.tensor("V", f, r, r, k), sn.vector("d", k)

model = sn.Model()

# Each kernel sees every window of m × m pixels, in all channels.
Z = model.define("Z", sn.conv2d(X, W, b))
A = model.define("A", sn.relu(Z))

# The mean of A over windows of 3 × 3 positions, one position apart, of the same number.
H = model.define("H", sn.avg_pool2d(A, 3, stride=1, padding=1))

# Scores of the classes, and the loss.
S = model.define("S", sn.einsum("afij,fijk->ak", H, V) + d)
model.define("L", sn.cross_entropy(S, Y))

gradient = model.gradient("L", ["W", "b", "V", "d"])

if __name__ == "__main__":
    print(gradient.text("index"))
