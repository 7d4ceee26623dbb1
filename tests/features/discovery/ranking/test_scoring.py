"""How candidates are ranked: probabilities, newcomers, prices, and what a card may tell."""

from dataclasses import replace

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mingle.features.discovery.ranking import (
    FEATURES,
    Budget,
    Prior,
    Reason,
    SimpleRule,
    Standings,
    compatibility,
    explain,
    fit,
    gini,
    imagine,
    learn,
    newcomers,
    reasons,
    score,
    train,
)
from mingle.features.discovery.ranking.history import Numbers
from tests.features.discovery.ranking.worlds import GROUPS, decided, draw_world, properly, row

WORLD = draw_world(0).world
MODEL = train([WORLD], GROUPS)
STANDINGS = fit(WORLD, Prior(), GROUPS)[1]
PEOPLE = len(STANDINGS)
KEYS = np.arange(PEOPLE).astype(np.uint64)
seeds = st.integers(0, 2**63)
numbers = st.floats(-1e6, 1e6)
waiting = st.floats(0, 1e6)


def somebody(openness: float, appeal: float, taste: float) -> Standings:
    one = newcomers(np.zeros(1, dtype=np.int64), np.array([30.0]), np.zeros(GROUPS), Prior())
    return replace(
        one,
        openness=np.array([openness]),
        appeal=np.array([appeal]),
        taste=np.full_like(one.taste, taste),
        draw=np.full_like(one.draw, taste),
    )


@properly
@given(numbers, numbers, numbers, numbers)
def test_a_probability_lies_between_0_and_1_whoever_meets(a: float, b: float, c: float, d: float) -> None:
    viewer, candidate = somebody(a, b, c), somebody(c, d, a)
    for rule in (MODEL, SimpleRule()):
        found = score(rule, viewer, candidate)
        for one in (found.likes, found.liked_back, found.mutual):
            assert (one > 0).all()
            assert (one < 1).all()
        assert np.isfinite(found.score).all()


def test_the_simple_rule_multiplies_smoothed_rates() -> None:
    viewer = replace(row(STANDINGS, 0), given=np.array([7.0]), given_yes=np.array([5.0]))
    candidate = replace(row(STANDINGS, 1), received=np.array([2.0]), received_yes=np.array([0.0]))
    assert np.allclose(SimpleRule(rate=0.5, strength=2).yes(viewer, candidate), 6 / 9 * 1 / 4)


@properly
@given(st.permutations(range(PEOPLE)), st.integers(1, PEOPLE))
def test_a_score_does_not_depend_on_the_company(order: list[int], count: int) -> None:
    some = np.array(order[:count])
    alone = score(MODEL, row(STANDINGS, 0), STANDINGS.take(some))
    among_all = score(MODEL, row(STANDINGS, 0), STANDINGS)
    assert np.allclose(alone.score, among_all.score[some], rtol=1e-12)


def test_the_best_come_first_and_equals_keep_their_order() -> None:
    candidates = STANDINGS.take(np.array([1, 3, 1, 5]))
    found = score(MODEL, row(STANDINGS, 0), candidates)
    assert (np.diff(found.score[found.best_first]) <= 0).all()
    order = found.best_first.tolist()
    assert order.index(0) < order.index(2)


@properly
@given(waiting, waiting, waiting, waiting)
def test_a_price_only_rises_with_what_waits(likes: float, more: float, chats: float, more_chats: float) -> None:
    budget = Budget()
    price = budget.price(np.array([likes, likes + more, likes]), np.array([chats, chats, chats + more_chats]))
    assert 0 <= price[0] <= min(price[1], price[2])
    assert Budget(strength=0).price(np.array([likes]), np.array([chats]))[0] == 0


def test_waiting_likes_and_unread_chats_push_somebody_down() -> None:
    price = Budget().price(np.array([0.0, 0.0, 40.0]), np.array([0.0, 40.0, 0.0]))
    same = STANDINGS.take(np.array([1, 1, 1]))
    found = score(MODEL, row(STANDINGS, 0), same, price)
    assert found.best_first.tolist() == [0, 1, 2]
    assert (found.score[1:] < found.score[0]).all()
    assert np.ptp(found.mutual) == 0


@properly
@given(seeds, st.permutations(range(PEOPLE)), st.integers(1, PEOPLE))
def test_the_same_seed_imagines_the_same_whoever_else_is_there(seed: int, order: list[int], count: int) -> None:
    some = np.array(order[:count])
    among_all, alone = imagine(STANDINGS, KEYS, seed), imagine(STANDINGS.take(some), KEYS[some], seed)
    assert np.array_equal(alone.appeal, among_all.appeal[some])
    assert np.array_equal(alone.openness, among_all.openness[some])


def test_what_is_imagined_spreads_as_far_as_it_is_uncertain() -> None:
    people = 20_000
    keys = np.arange(people).astype(np.uint64)
    unknown = newcomers(np.zeros(people, dtype=np.int64), np.full(people, np.nan), np.zeros(GROUPS), Prior())
    known = replace(unknown, appeal_variance=np.full(people, 0.01))
    far, near = imagine(unknown, keys, 1, 1.0).appeal, imagine(known, keys, 1, 1.0).appeal
    assert abs(far.mean()) < 0.05
    assert abs(far.std() / np.sqrt(Prior().appeal) - 1) < 0.05
    assert np.allclose(near.std(), 0.1, rtol=0.05)
    assert not np.array_equal(far, imagine(unknown, keys, 2, 1.0).appeal)
    assert abs(np.corrcoef(far, imagine(unknown, keys, 2, 1.0).appeal)[0, 1]) < 0.05
    assert np.array_equal(imagine(unknown, keys, 1, 0).appeal, unknown.appeal)


def test_a_newcomer_comes_before_somebody_better_more_often_than_an_old_hand_does() -> None:
    better = replace(somebody(0.3, 0.3, 0), appeal_variance=np.array([0.1]), openness_variance=np.array([0.1]))
    fresh = somebody(0, 0, 0)
    settled = replace(fresh, appeal_variance=np.array([0.1]), openness_variance=np.array([0.1]))

    def times_first(one: Standings) -> int:
        keys, other = np.array([1], dtype=np.uint64), np.array([2], dtype=np.uint64)
        viewer = somebody(0, 0, 0)
        pairs = ((imagine(one, keys, seed, 1.0), imagine(better, other, seed, 1.0)) for seed in range(500))
        return sum(int(score(MODEL, viewer, a).score[0] > score(MODEL, viewer, b).score[0]) for a, b in pairs)

    assert times_first(fresh) > 150
    assert times_first(settled) < times_first(fresh) - 30


@properly
@given(st.lists(st.floats(0, 1e6), min_size=1))
def test_gini_lies_between_equality_and_monopoly(shares: list[float]) -> None:
    assert -1e-9 <= gini(np.array(shares)) < 1


def test_gini_of_what_is_known() -> None:
    assert gini(np.full(10, 3.0)) == 0
    assert np.isclose(gini(np.array([0.0, 0.0, 0.0, 8.0])), 0.75)
    assert gini(np.zeros(3)) == 0


def test_an_explanation_adds_up_to_what_was_said() -> None:
    parts = explain(MODEL, row(STANDINGS, 0), STANDINGS)
    assert tuple(parts) == FEATURES
    said = MODEL.yes(row(STANDINGS, 0), STANDINGS)
    assert np.allclose(sum(parts.values(), np.zeros(PEOPLE)), np.log(said / (1 - said)))


def test_what_a_card_tells_is_the_same_whatever_the_other_has_decided() -> None:
    """Not of the viewer, and of nobody else either; however much it weighs."""
    viewer, other = 0, 1
    model = msgspec.structs.replace(MODEL, coefficients=(0.0, 1.0, 1.0, 1.0, 0.0))
    told: list[tuple[Numbers, list[list[Reason]]]] = []
    for yes in (False, True):
        after = STANDINGS
        for judged in (viewer, 2, 4, 6):
            after = learn(after, decided(other, judged, yes=yes, weight=20))
        cards = row(after, viewer), row(after, other)
        told.append((compatibility(model, *cards), reasons(model, *cards)))
    assert np.array_equal(told[0][0], told[1][0])
    assert told[0][1] == told[1][1]


def test_compatibility_is_a_coarse_number_that_follows_the_viewers_taste() -> None:
    found = compatibility(MODEL, row(STANDINGS, 0), STANDINGS)
    assert set(found.tolist()) <= set(range(5, 100, 5))
    assert np.corrcoef(found, STANDINGS.appeal)[0, 1] > 0.5
    nobody = newcomers(np.ones(1, dtype=np.int64), np.array([np.nan]), np.zeros(GROUPS), Prior())
    assert compatibility(MODEL, nobody, nobody).tolist() == [50]


def test_reasons_name_what_speaks_for_somebody() -> None:
    viewer = replace(row(STANDINGS, 0), age=np.array([30.0]))
    count = 4
    known = viewer.take(np.zeros(count, dtype=np.int64))
    agree = np.zeros_like(known.draw)
    agree[1] = 100 * viewer.taste[0]
    likes_taste = msgspec.structs.replace(MODEL, coefficients=(0.0, 1.0, 0.0, 1.0, 0.0))
    candidates = replace(known, age=np.array([33.0, 33.0, 34.0, np.nan]), draw=agree)
    assert reasons(likes_taste, viewer, candidates) == [
        [Reason.SAME_AGE],
        [Reason.SHARED_TASTE, Reason.SAME_AGE],
        [],
        [],
    ]
