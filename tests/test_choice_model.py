"""The choice model: probabilities, reading and writing, what weighs which way."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from badia_geo.choice_model import ChoiceModel, coefficients, fitted_model
from badia_geo.evidence import COLUMN, FEATURES


def rows(seed, n=7):
    return np.random.default_rng(seed).normal(size=(n, len(FEATURES)))


@given(st.integers(0, 1000), st.integers(1, 9))
def test_probabilities_sum_to_one(seed, n):
    p = fitted_model().probabilities(rows(seed, n))
    assert p.sum() == pytest.approx(1)
    assert (p >= 0).all()


def test_utility_is_linear_without_hidden_layers():
    weights = np.arange(len(FEATURES), dtype=float)
    evidence = rows(1)
    assert ChoiceModel(weights).utility(evidence) == pytest.approx(evidence @ weights)


def test_hidden_layers_are_averaged():
    layers = tuple((rows(s, 3).T, np.ones(3), np.ones(3)) for s in (1, 2))
    evidence = rows(3)
    alone = [ChoiceModel(np.zeros(len(FEATURES)), (layer,)).utility(evidence) for layer in layers]
    assert ChoiceModel(np.zeros(len(FEATURES)), layers).utility(evidence) == pytest.approx(
        np.mean(alone, axis=0)
    )


def test_what_is_written_is_read_again():
    model = fitted_model()
    again = ChoiceModel.read(json.loads(json.dumps(model.written())))
    assert again.utility(rows(4)) == pytest.approx(model.utility(rows(4)), abs=1e-2)


def test_a_column_that_the_file_lacks_weighs_nothing():
    short = {"columns": list(FEATURES[1:]), "linear": [1.0] * (len(FEATURES) - 1)}
    model = ChoiceModel.read(short)
    assert model.linear.tolist() == [0.0] + [1.0] * (len(FEATURES) - 1)


def test_a_column_left_out_changes_nothing_else():
    model, evidence = fitted_model().without("population"), rows(5)
    changed = evidence.copy()
    changed[:, COLUMN["population"]] += 3
    assert model.utility(changed) == pytest.approx(model.utility(evidence))


def test_coefficients_cover_every_column():
    assert set(coefficients()["columns"]) == set(FEATURES)


@pytest.mark.parametrize("column", ["latin_gap", "arabic_gap", "gap_behind_near"])
def test_a_name_less_like_is_less_likely(column):
    """All else equal, and with what the gap implies left out, utility falls with it."""
    evidence = np.zeros((2, len(FEATURES)))
    evidence[1, COLUMN[column]] = 0.4
    same, unlike = fitted_model().utility(evidence)
    assert unlike < same
