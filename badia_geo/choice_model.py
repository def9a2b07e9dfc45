"""Choice model: rows of evidence, one an alternative, to probabilities that sum to 1.

A conditional logit (McFadden 1974, "Conditional logit analysis of qualitative choice behavior") whose utility
is a linear part, which can be read off weight by weight, and small hidden layers for what the pieces of
evidence mean together (a learning multinomial logit: Sifringer, Lurkin and Alahi 2020, Transportation
Research Part B 140).  The last alternative is "none of these".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from badia_geo.evidence import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["ChoiceModel", "coefficients", "fitted_model"]


@dataclass(frozen=True)
class ChoiceModel:
    """Weights of a conditional logit with hidden layers.

    Parameters
    ----------
    linear
        One weight a column of `evidence.FEATURES`.
    hidden
        Layers whose utilities are averaged: weights (columns by units), offsets and output weights (units).
    """

    linear: NDArray[np.float64]
    hidden: tuple[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]], ...] = ()

    @classmethod
    def read(cls, fitted: Mapping[str, Any]) -> ChoiceModel:
        """Read a model from the columns and numbers of a file; a missing column weighs nothing."""
        columns = fitted["columns"]
        at = [columns.index(name) if name in columns else -1 for name in FEATURES]
        present = np.array([i >= 0 for i in at])

        def rows(values: Sequence[Any]) -> NDArray[np.float64]:
            table = np.asarray(values, float)
            return np.where(present.reshape(-1, *[1] * (table.ndim - 1)), table[at], 0.0)

        hidden = tuple(
            (rows(layer["weights"]), np.asarray(layer["offsets"], float), np.asarray(layer["out"], float))
            for layer in fitted.get("hidden", ())
        )
        return cls(rows(fitted["linear"]), hidden)

    def written(self) -> dict[str, Any]:
        """Give the columns and numbers of a coefficients file."""
        return {
            "columns": list(FEATURES),
            "linear": self.linear.round(4).tolist(),
            "hidden": [
                {"weights": w.round(3).tolist(), "offsets": b.round(3).tolist(), "out": v.round(3).tolist()}
                for w, b, v in self.hidden
            ],
        }

    @cached_property
    def mark(self) -> bytes:
        """Bytes that differ between models, for caches."""
        return self.linear.tobytes() + b"".join(v.tobytes() for _, _, v in self.hidden)

    def without(self, *features: str) -> ChoiceModel:
        """Give the model with columns that weigh nothing, for ablation."""
        keep = np.array([name not in features for name in FEATURES])
        return replace(
            self,
            linear=self.linear * keep,
            hidden=tuple((w * keep[:, None], b, v) for w, b, v in self.hidden),
        )

    def utility(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the utility of each row."""
        value = evidence @ self.linear
        if self.hidden:
            value = value + np.mean([np.tanh(evidence @ w + b) @ v for w, b, v in self.hidden], axis=0)
        return np.asarray(value, float)

    def probabilities(self, evidence: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the probability of each row; they sum to 1."""
        value = self.utility(evidence)
        value = np.exp(value - value.max())
        return np.asarray(value / value.sum(), float)


@lru_cache(maxsize=1)
def coefficients() -> dict[str, Any]:
    """Give the fitted numbers that ship with the package: the model's, and the calibration curves."""
    from badia_geo.datasets import folder

    return dict(json.loads((folder() / "match_coefficients.json").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def fitted_model() -> ChoiceModel:
    """Give the fitted model that ships with the package."""
    return ChoiceModel.read(coefficients())
