"""symnn: symbolic derivation and verification for neural networks."""

from symnn.language.contraction import einsum, outer
from symnn.language.dimension import dim, dims
from symnn.language.facts import Eq, symmetric
from symnn.language.index import index
from symnn.language.tensor import matrix, scalar, tensor, vector
from symnn.model import Model
from symnn.operations import public as _public

globals().update(_public())
