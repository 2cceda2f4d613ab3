"""Products of arrays as NumPy calls: one product of matrices wherever axes allow it."""

from __future__ import annotations

from collections.abc import Mapping

from sympy.core.expr import Expr

from symnn.numeric.memory import Memory
from symnn.numeric.views import aligned
from symnn.plan.program import Letters, Step


class Products(Memory):
    """Writes sums of products."""

    def contract(self, step: Step) -> str:
        """``Σ left · right`` as a product of matrices where it is one, else as ``einsum``."""
        (left, own), (right, other) = step.args
        over = tuple(letter for letter in own if letter in other and letter not in step.out)
        shared = tuple(letter for letter in own if letter in other and letter in step.out)
        target = self.out(step)
        out = f", {target}" if target else ""
        if not step.out:
            if own != other:  # flat views would be copies
                return f"np.vdot({self.text(left)}, {self.view(right, aligned(other, own))})"
            flat = "" if len(own) == 1 else ".reshape(-1)"
            return f"{self.view(left, flat)}.dot({self.view(right, flat)})"
        if not shared:
            rows = tuple(letter for letter in own if letter not in over)
            columns = tuple(letter for letter in other if letter not in over)
            if step.out[: len(columns)] == columns and step.out[len(columns) :] == rows and rows:
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            if step.out == rows + columns:
                pair = self._matrices(left, own, right, other, over)
                if len(rows) < 2 and len(columns) < 2:
                    return f"{pair[0]}.dot({pair[1]}{out})"
                if target and step.number not in self.into:
                    flat = self._flat(step, len(rows))
                    self.lines.append(f"{pair[0]}.dot({pair[1]}, {flat})")
                    return target
                sizes = ", ".join(map(self.size_of, step.shape))
                return self.stored(step, f"{pair[0]}.dot({pair[1]}).reshape({sizes})")
        elif len(shared) == len(over) == 1 and len(own) == len(other) == 3:
            rows = tuple(letter for letter in own if letter not in (*shared, *over))
            columns = tuple(letter for letter in other if letter not in (*shared, *over))
            if step.out == (*shared, *columns, *rows):
                left, own, right, other = right, other, left, own
                rows, columns = columns, rows
            if step.out == (*shared, *rows, *columns):
                first = self.view(left, aligned(own, (*shared, *rows, *over)))
                second = self.view(right, aligned(other, (*shared, *over, *columns)))
                return f"np.matmul({first}, {second}{out})"
        letters = ["".join(chr(ord("a") + x) for x in group) for group in (own, other, step.out)]
        out = f", out={target}" if target else ""
        spec = f"{letters[0]},{letters[1]}->{letters[2]}"
        return f'np.einsum("{spec}", {self.text(left)}, {self.text(right)}{out})'

    def add_product(self, step: Step, product: Step) -> None:
        """A product that is added to an input, or subtracted from it."""
        (left, own), (right, other) = product.args
        row, column = product.out
        if row not in own:
            left, own, right, other = right, other, left, own
        [over] = [letter for letter in own if letter != row]
        shape = dict(zip(own, self.program.steps[left].shape, strict=True))
        sizes = [*product.shape, shape[over]]
        turned = (own != (row, over), other != (over, column))
        sign = -1 if step.name == "subtract" else 1
        size_texts = ", ".join(map(self.size_of, sizes))
        add = self.constant(f"added_product(dtype, ({size_texts}), {turned}, {sign})", "update")
        target = self.names[self.into[step.number]]
        self.imports.add("from symnn.numeric.blas import added_product")
        texts = [
            f"{self.text(n)}{'.T' * turn}" for n, turn in zip((left, right), turned, strict=True)
        ]
        comment = f"{target} {'-' if sign < 0 else '+'}= {texts[0]}.dot({texts[1]})"
        self.lines.append(f"{add}({self.text(left)}, {self.text(right)}, {target})  # {comment}")
        self.names[step.number] = target

    def _matrices(
        self, left: int, own: Letters, right: int, other: Letters, over: Letters
    ) -> tuple[str, str]:
        """Both operands as matrices (or vectors) for one product; without copies if they can."""
        orders = [tuple(x for x in letters if x in over) for letters in (own, other)]
        pairs = [
            tuple(
                self._matrix(number, letters, order, last=last)
                for number, letters, last in ((left, own, True), (right, other, False))
            )
            for order in orders
        ]
        first, second = min(pairs, key=lambda pair: pair.count(None))
        order = orders[pairs.index((first, second))]
        return (
            self._copied(left, own, order) if first is None else first,
            self._copied(right, other, order) + ".T" if second is None else second,
        )

    def _copied(self, number: int, letters: Letters, over: Letters) -> str:
        """A copy of an array as a matrix, the axes summed over last."""
        rest = tuple(letter for letter in letters if letter not in over)
        sizes = dict(zip(letters, self.program.steps[number].shape, strict=True))
        shape = ", ".join(self.size_of(sizes[letter]) for letter in (*rest, *over))
        copy = self.unique("c")
        self.before.append(f"{copy} = np.empty(({shape}), dtype)")
        self.lines.append(f"{copy}[...] = {self.view(number, aligned(letters, (*rest, *over)))}")
        groups = ", ".join(self._group(group, sizes) for group in (rest, over) if group)
        return self.constant(f"{copy}.reshape({groups})", f"{copy}_")

    def _matrix(self, number: int, letters: Letters, over: Letters, *, last: bool) -> str | None:
        """An array with the axes summed over as its last (or first) one, if it needs no copy."""
        rest = tuple(letter for letter in letters if letter not in over)
        if letters == rest + over:
            groups, turned = (rest, over), not last
        elif letters == over + rest:
            groups, turned = (over, rest), last
        else:
            return None
        view = ""
        if len(rest) > 1 or len(over) > 1:
            shape = self.program.steps[number].shape
            sizes = dict(zip(letters, shape, strict=True))
            view = f".reshape({', '.join(self._group(group, sizes) for group in groups if group)})"
        if turned and rest:
            view += ".T"
        return self.view(number, view)

    def _group(self, group: Letters, sizes: Mapping[int, Expr]) -> str:
        return self.product([sizes[letter] for letter in group])

    def _flat(self, step: Step, rows: int) -> str:
        """The memory of a step as a matrix."""
        groups = [step.shape[:rows], step.shape[rows:]]
        sizes = ", ".join(self.product(group) for group in groups if group)
        return self.view(step.number, f".reshape({sizes})")
