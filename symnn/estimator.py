"""Models as estimators of scikit-learn: pipelines, cross-validation and searches take them.

>>> import symnn as sn
>>> N, d = sn.dims("N d"); model = sn.Model()
>>> p = model.define("p", sn.matrix("X", N, d) @ sn.vector("w", d))
>>> L = model.define("L", sn.mean((p - sn.vector("y", N))**2))
>>> X = np.arange(6.0).reshape(3, 2)
>>> line = Regressor(model, target="y", optimizer=sn.LBFGS())
>>> line.fit(X, X @ [1, 2]).predict([[1.0, 1.0]]).round(6)
array([3.])
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import numpy as np

from symnn.language.errors import MissingPackageError, SymnnError, UnknownNameError
from symnn.model import Model
from symnn.reading import read
from symnn.training.evaluate import Evaluator
from symnn.training.fit import BATCH_SIZE, fit
from symnn.training.inputs import problem
from symnn.training.metrics import pair

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, column_or_1d, validate_data
except ImportError as error:
    raise MissingPackageError("an estimator", "scikit-learn ≥ 1.6", "training") from error

ESTIMATOR_EPOCHS = 100


class EstimatorError(SymnnError, ValueError):
    """Settings of an estimator, or labels, that its model cannot take."""


class _Estimator(BaseEstimator):
    """What both kinds share.

    ``model`` is a model, or the path of a LaTeX file (an estimator can be pickled only then).
    ``features`` and ``target`` are the inputs that X and y are for, ``loss`` is what becomes small,
    ``output`` the quantity that predicts (found where it has the shape of the target). The other
    settings are those of :func:`symnn.fit`. After ``fit``: ``params_``, ``history_``, ``n_iter_``.
    """

    def __init__(
        self,
        model: Any = None,
        *,
        loss: str = "L",
        features: str = "X",
        target: str = "Y",
        output: Any = None,
        params: Any = None,
        sizes: Any = None,
        optimizer: Any = None,
        epochs: int = ESTIMATOR_EPOCHS,
        batch: str | None = None,
        batch_size: int | None = BATCH_SIZE,
        schedule: Any = None,
        validation: Any = None,
        patience: int | None = None,
        dtype: str = "float64",
        random_state: Any = None,
    ) -> None:
        self.model = model
        self.loss = loss
        self.features = features
        self.target = target
        self.output = output
        self.params = params
        self.sizes = sizes
        self.optimizer = optimizer
        self.epochs = epochs
        self.batch = batch
        self.batch_size = batch_size
        self.schedule = schedule
        self.validation = validation
        self.patience = patience
        self.dtype = dtype
        self.random_state = random_state

    def _train(self, X: np.ndarray, y: np.ndarray) -> None:
        model = self._named_model()
        result = fit(
            model,
            self.loss,
            data={self.features: X, self.target: y},
            params=self.params,
            sizes=self.sizes,
            optimizer=self.optimizer,
            epochs=self.epochs,
            batch=self.batch,
            batch_size=self.batch_size,
            schedule=self.schedule,
            validation=self.validation,
            patience=self.patience,
            dtype=self.dtype,
            seed=int(check_random_state(self.random_state).randint(2**31 - 1)),
            metrics=(),
            progress=False,
        )
        self.params_ = result.params
        self._sample = X[:1], y[:1]  # tells the shapes
        self.history_ = result.history.columns
        self.n_iter_ = max(result.epochs, 1)
        self._predictor = self._made_predictor(model)

    def _given_model(self) -> Model:
        if isinstance(self.model, (str, Path)):
            return read(self.model)
        if not isinstance(self.model, Model):
            raise EstimatorError(
                f"model: expected an sn.Model or the path of a LaTeX file, not {self.model!r}"
            )
        return self.model

    def _named_model(self) -> Model:
        """The model; UnknownNameError, with the setting, where a setting names nothing of it."""
        model = self._given_model()
        for setting in ("loss", "features", "target"):
            try:
                model.symbol(getattr(self, setting))
            except UnknownNameError as error:
                raise UnknownNameError(f"{error}; say which one it is with {setting}=…") from error
        return model

    def _one_number(self) -> bool:
        """Whether the target is one number a sample."""
        model = self._named_model()
        features, target = (len(model.symbol(n).shape) for n in (self.features, self.target))
        return target == features - 1  # a row of X, or the x of a model of one sample

    def _made_predictor(self, model: Model) -> tuple[Evaluator, str]:
        """What computes the output, and its name."""
        X, y = self._sample
        small = problem(
            model,
            self.loss,
            list(self.params_),
            {self.features: X, self.target: y},
            given=self.params_,
            batch=self.batch,
        )
        output, _ = pair(small, self.output, self.target)
        return Evaluator(small.model, [output]), output

    def _predicted(self, X: Any) -> np.ndarray:
        """The output at X."""
        check_is_fitted(self, "params_")
        X = validate_data(self, X, reset=False, dtype=np.dtype(self.dtype))
        if "_predictor" not in vars(self):  # after unpickling
            self._predictor = self._made_predictor(self._given_model())
        evaluator, output = self._predictor
        return np.array(evaluator({self.features: X, **self.params_})[output])

    def __getstate__(self) -> Mapping[str, Any]:
        state = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_predictor"}


class Classifier(ClassifierMixin, _Estimator):
    """A model that tells classes: ``y`` holds labels, which become one-hot where the model says so.

    Without an axis of classes the output is the probability of the second of two classes.
    After ``fit``: ``classes_``.
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train on samples X and their labels y."""
        X, y = validate_data(self, X, y, dtype=np.dtype(self.dtype))
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if self._one_number() and len(self.classes_) > 2:
            raise EstimatorError(
                f"y has {len(self.classes_)} classes, but {self.target} of the model has no axis "
                f"of classes: it tells two apart"
            )
        self._train(X, codes)
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """The output of the model, one column a class."""
        found = self._predicted(X)
        return found if found.ndim > 1 else np.stack([1 - found, found], axis=1)

    def predict(self, X: Any) -> np.ndarray:
        """The label of the largest output."""
        found = self.predict_proba(X)
        return self.classes_[np.argmax(found, axis=1)]


class Regressor(RegressorMixin, _Estimator):
    """A model that tells numbers."""

    def fit(self, X: Any, y: Any) -> Self:
        """Train on samples X and their numbers y."""
        X, y = validate_data(
            self, X, y, dtype=np.dtype(self.dtype), multi_output=True, y_numeric=True
        )
        self._train(X, column_or_1d(y, warn=True) if self._one_number() else y)
        return self

    def predict(self, X: Any) -> np.ndarray:
        """The output of the model."""
        return self._predicted(X)
