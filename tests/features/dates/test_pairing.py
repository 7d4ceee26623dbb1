"""The pairs of a round: nobody twice, only who may meet, as many as can be, and who has waited first."""

from itertools import combinations

import msgspec
import pytest
import rustworkx
from hypothesis import given
from hypothesis import strategies as st

from mingle.features.dates import pairing, round_flows
from mingle.features.dates.pairing import EDGES_EACH, Asked, match, thin

MANY = EDGES_EACH * 3


@st.composite
def rounds(draw: st.DrawFn, most: int = 12) -> Asked:
    people = draw(st.integers(0, most))
    pairs = list(combinations(range(people), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    scores = draw(st.lists(st.floats(0, 1), min_size=len(chosen), max_size=len(chosen)))
    waits = draw(st.lists(st.integers(0, 3), min_size=people, max_size=people))
    return Asked(waits, [(one, other, score) for (one, other), score in zip(chosen, scores, strict=True)])


def most_pairs(asked: Asked) -> int:
    """How many pairs there can be at most, by all edges."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(asked.waits)))
    graph.add_edges_from([(one, other, 1) for one, other, _ in asked.edges])
    return len(rustworkx.max_weight_matching(graph, max_cardinality=True))


@given(rounds())
def test_as_many_as_can_be_meet_somebody_whom_they_may_meet(asked: Asked) -> None:
    found = match(asked)
    may = {(min(one, other), max(one, other)) for one, other, _ in asked.edges}
    assert set(found) <= may
    people = [person for pair in found for person in pair]
    assert len(people) == len(set(people)), "nobody is in two pairs"
    assert len(found) == most_pairs(asked)


@given(rounds(most=7))
def test_who_has_waited_goes_first_and_then_the_best_are_together(asked: Asked) -> None:
    """No other choice of so many pairs has people who have waited longer, nor as long and with a better score."""
    found = set(match(asked))

    def worth(pairs: list[tuple[int, int, float]]) -> tuple[int, int]:
        waited = sum(asked.waits[one] + asked.waits[other] for one, other, _ in pairs)
        return waited, sum(round(score * pairing.STEPS) for _, _, score in pairs)

    taken = [edge for edge in asked.edges if (min(edge[:2]), max(edge[:2])) in found]
    for others in combinations(asked.edges, len(found)):
        people = [person for one, other, _ in others for person in (one, other)]
        if len(set(people)) == len(people):
            assert worth(taken) >= worth(list(others))


@given(rounds())
def test_the_order_of_people_and_pairs_says_nothing(asked: Asked) -> None:
    turned = Asked(asked.waits, [(other, one, score) for one, other, score in reversed(asked.edges)])
    assert len(match(turned)) == len(match(asked))


@pytest.mark.parametrize("kind", ["everybody wants the same few", "one for each", "a star"])
def test_thinning_leaves_nobody_alone_who_could_be_paired(kind: str) -> None:
    if kind == "everybody wants the same few":
        edges = [(one, other, (1 - one / MANY) * (1 - other / MANY)) for one, other in combinations(range(MANY), 2)]
    elif kind == "one for each":  # the worst edge of each is the only one that the other has
        edges = [(one, other, 0.9) for one, other in combinations(range(MANY // 2), 2)]
        edges += [(one, one + MANY // 2, 0.01) for one in range(MANY // 2)]
    else:
        edges = [(0, other, 0.5) for other in range(1, MANY)]
    asked = Asked([0] * MANY, edges)
    assert len(match(asked)) == most_pairs(asked)
    if kind == "everybody wants the same few":
        assert len(thin(MANY, edges)) < len(edges) / 1.5


@pytest.mark.anyio
async def test_the_program_answers_as_the_function_does() -> None:
    asked = Asked([0, 1, 0, 2], [(0, 1, 0.5), (1, 2, 0.9), (2, 3, 0.5), (0, 3, 0.1)])
    assert await round_flows.match(asked) == match(asked) == [(0, 1), (2, 3)]
    assert await round_flows.match(Asked([0, 0], [])) == []


@pytest.mark.anyio
async def test_a_program_that_fails_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "__file__", "/nowhere/pairing.py")
    with pytest.raises(round_flows.MatchFailed):
        await round_flows.match(Asked([0, 0], [(0, 1, 0.5)]))


def test_all_of_a_large_room_are_paired() -> None:
    """Two hundred people, each of whom may meet some forty others: as many pairs as all edges allow."""
    people = 200
    edges = [
        (one, other, ((one * 7919 + other * 104729) % 1000) / 1000)
        for one, other in combinations(range(people), 2)
        if (one * 31 + other * 17) % 5 == 0
    ]
    asked = Asked([person % 3 for person in range(people)], edges)
    assert len(match(asked)) == most_pairs(asked)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(asked), type=Asked) == asked
