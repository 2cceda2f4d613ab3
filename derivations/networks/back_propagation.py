"""Back-propagation: the gradient of a net of any depth, with layers of any widths.

Layer l weighs what the layer below it says, zˡ = Wˡ aˡ⁻¹ + bˡ, and answers aˡ = σ(zˡ). The cost C
depends on the last answer a^L alone, in whatever way. With δ for ∂C/∂z, four equations say
everything:

    δ^L = ∂C/∂a^L ⊙ σ'(z^L)
    δˡ  = ((Wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ σ'(zˡ)
    ∂C/∂bˡ = δˡ
    ∂C/∂Wˡ = δˡ (aˡ⁻¹)ᵀ
"""

import symnn as sn

L = sn.dim("L")
l = sn.label("l", L)  # noqa: E741 (the letter of the textbook)
n = sn.sizes("n", l)  # layer l has n_l units

W = sn.family("W", l, n[l], n[l - 1], raised=True)
b, z, a = (sn.family(name, l, n[l], raised=True) for name in "bza")
sigma = sn.function("σ", latex=r"\sigma")
cost = sn.function("C", scalar=True)

model = sn.Model()
model.define(z[l], W[l] @ a[l - 1] + b[l])
model.define(a[l], sigma(z[l]))
model.define("C", cost(a[L]))

# The derivatives by a are put in, so that δ follows from δ of the layer above.
gradient = model.gradient("C", wrt=["b", "W"], eliminate=["a"])

if __name__ == "__main__":
    print(gradient.text())
