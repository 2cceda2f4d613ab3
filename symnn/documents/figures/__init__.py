"""Pictures of models, of derivatives and of learning; each function gives a ``Picture``.

Lines and letters have the colour of the text, accents can be read on light and on dark paper.
Graphs, networks and patterns are drawn here; plots are drawn by matplotlib, the extra ``plots``.
"""

from symnn.documents.figures.contours import contours as contours
from symnn.documents.figures.curve_with_range import curve_with_range as curve_with_range
from symnn.documents.figures.decision_boundaries import decision_boundaries as decision_boundaries
from symnn.documents.figures.function import function as function
from symnn.documents.figures.graph import graph as graph
from symnn.documents.figures.network import network as network
from symnn.documents.figures.running_mean import running_mean as running_mean
from symnn.documents.figures.secants import secants as secants
from symnn.documents.figures.sparsity import sparsity as sparsity
from symnn.documents.figures.surface import surface as surface
from symnn.documents.figures.training_curves import training_curves as training_curves
