"""The evaluation in bench/ keeps to its protocol: nothing of what it foretells is known to the ranking."""

import csv
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bench import speed_dating
from bench.ranking import Foretold, auc, foretell
from bench.speed_dating import Wave
from mingle.features.discovery.ranking import Prior, Rule, SimpleRule, untrained
from mingle.kernel.errors import OperatorError

ROUNDS, LATE = 8, 2
RULES: list[Rule] = [untrained(speed_dating.GENDERS), SimpleRule()]
Row = dict[str, str | int | float]


def evening() -> list[Row]:
    """Eight women meet eight men; one woman counts differently, and one comes late."""
    dice = random.Random(5)
    rows: list[Row] = []
    for woman in range(ROUNDS):
        for man in range(ROUNDS):
            order = (man - woman) % ROUNDS + 1
            shifted = order % ROUNDS + 1 if woman == 0 else order
            if woman == 1 and order <= LATE:
                continue
            shared = {"wave": 7, "int_corr": dice.uniform(-1, 1)}
            here = {"race": dice.randrange(6), "imprelig": dice.randrange(10), "dec": dice.randrange(2)}
            there = {"race": dice.randrange(6), "imprelig": dice.randrange(10), "dec": dice.randrange(2)}
            rows.append({"iid": woman, "pid": 100 + man, "gender": 0, "age": 25, "order": shifted, **shared, **here})
            rows.append({"iid": 100 + man, "pid": woman, "gender": 1, "age": "", "order": order, **shared, **there})
    return rows


def wave_of(rows: list[Row], folder: Path) -> Wave:
    file = folder / "dates.csv"
    with file.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    [wave] = speed_dating.waves(file)
    return wave


def told(wave: Wave, rule: Rule) -> Foretold:
    return foretell(wave, rule, Prior())


def test_what_is_foretold_comes_after_all_that_is_known_in_both_peoples_count(tmp_path: Path) -> None:
    wave = wave_of(evening(), tmp_path)
    known, asked = np.flatnonzero(wave.known), wave.asked
    dates_of, known_of = np.bincount(wave.world.decisions.judge), np.bincount(wave.world.decisions.judge[known])
    assert known_of.tolist() == (dates_of // 2).tolist()
    assert wave.order[known].max() > ROUNDS / 2  # hers, who came late
    assert wave.order[asked].min() > wave.order[known].max()
    assert set(asked.tolist()) == set(wave.opposite[asked].tolist())
    assert len(asked) > ROUNDS


@pytest.mark.parametrize("rule", RULES, ids=["learned", "simple"])
def test_nothing_that_is_not_known_changes_what_is_foretold(rule: Rule, tmp_path: Path) -> None:
    rows = evening()
    wave = wave_of(rows, tmp_path)
    for place in np.flatnonzero(~wave.known):
        rows[place]["dec"] = 1 - int(rows[place]["dec"])
    other = wave_of(rows, tmp_path)
    assert np.array_equal(told(wave, rule).match, told(other, rule).match)
    assert np.array_equal(told(wave, rule).yes, told(other, rule).yes)
    assert not np.array_equal(told(wave, rule).is_yes, told(other, rule).is_yes)


@pytest.mark.parametrize("rule", RULES, ids=["learned", "simple"])
def test_race_and_religion_change_nothing(rule: Rule, tmp_path: Path) -> None:
    rows = evening()
    before = told(wave_of(rows, tmp_path), rule)
    for one in rows:
        one["race"], one["imprelig"] = 9, 9
    after = told(wave_of(rows, tmp_path), rule)
    assert np.array_equal(before.match, after.match)
    assert np.array_equal(before.yes, after.yes)


def test_both_views_of_a_date_are_foretold_alike(tmp_path: Path) -> None:
    wave = wave_of(evening(), tmp_path)
    found = told(wave, RULES[0])
    match = dict(zip(wave.asked.tolist(), found.match.tolist(), strict=True))
    assert all(np.isclose(match[one], match[int(wave.opposite[one])]) for one in match)


def test_auc_counts_pairs_in_the_right_order() -> None:
    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 1.0, 1.0])) == 100
    assert auc(np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 1.0, 0.0, 1.0])) == 75
    assert auc(np.array([1.0, 1.0]), np.array([0.0, 1.0])) == 50
    scores = np.arange(20.0)
    outcomes = (scores % 3 == 0).astype(np.float64)
    right = [float(a > b) for a in scores[outcomes == 1] for b in scores[outcomes == 0]]
    assert np.isclose(auc(scores, outcomes), 100 * np.mean(right))
    assert all(a < b for a, b in pairwise(scores))


def test_a_missing_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="MINGLE_BENCH_SPEED_DATING"):
        speed_dating.waves(tmp_path / "dates.csv")
