"""Who meets whom in a round: pure, and a program of its own, since the search keeps a processor busy for a while.

`match` finds as many pairs as there can be, of those people first who have waited, and then the best for everybody
together: a maximum-weight matching (Edmonds 1965, Galil 1986; by rustworkx). Of each person only the best edges are
kept, since all of them would take too long; `thin` keeps both ends' degrees alike, so that nobody's best are all the
same few, and an approximate matching of all edges (Karp and Sipser 1981), so that nobody is left alone for that.
"""

import sys
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import rustworkx

EDGES_EACH: Final = 20
FEW_EDGES: Final = 6
"""Whoever has no more keeps all, also to those who have enough."""
STEPS: Final = 1000
"""How finely scores are told apart: the search counts in whole numbers."""
LONGEST_WAIT: Final = 20


class Asked(msgspec.Struct):
    """Whom to pair: people are numbered from 0.

    Attributes:
        waits: for each person, how many rounds they have gone without somebody.
        edges: who may meet whom, as (one, other, score), the score from 0 to 1; each pair once.
    """

    waits: list[int]
    edges: list[tuple[int, int, float]]


def match(asked: Asked) -> list[tuple[int, int]]:
    """Pairs, each person in one at most: as many as the kept edges allow, who waits first, then the best."""
    people = len(asked.waits)
    kept = thin(people, asked.edges)
    if not kept:
        return []
    # One more round of waiting outweighs all scores together, and one more pair all waiting.
    waited = STEPS * (people + 1)
    weights = {
        (one, other): round(score * STEPS) + waited * (_wait(asked, one) + _wait(asked, other))
        for one, other, score in kept
    }
    graph: Any = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(people))
    graph.add_edges_from([(one, other, weight) for (one, other), weight in weights.items()])
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(pair), max(pair)) for pair in found)


def thin(people: int, edges: Sequence[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The edges that are worth a look: everybody's best, and those of a matching of all edges."""
    degree = [0] * people
    for one, other, _ in edges:
        degree[one] += 1
        degree[other] += 1
    taken = [0] * people
    kept: dict[tuple[int, int], float] = {}
    for one, other, score in sorted(edges, key=lambda edge: -edge[2]):
        is_rare = min(degree[one], degree[other]) <= FEW_EDGES
        if is_rare or (taken[one] < EDGES_EACH and taken[other] < EDGES_EACH):
            taken[one] += 1
            taken[other] += 1
            kept[one, other] = score
    scores = {(one, other): score for one, other, score in edges} if len(kept) < len(edges) else {}
    for one, other in _quick_matching(people, edges) if scores else ():
        pair = (one, other) if (one, other) in scores else (other, one)
        kept[pair] = scores[pair]
    return [(one, other, score) for (one, other), score in kept.items()]


def _quick_matching(people: int, edges: Sequence[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """Whoever has the fewest left to meet chooses first, and takes the one of them who has the fewest."""
    near: list[set[int]] = [set() for _ in range(people)]
    for one, other, _ in edges:
        near[one].add(other)
        near[other].add(one)
    shelves: list[set[int]] = [set() for _ in range(max((len(one) for one in near), default=0) + 1)]
    for person, others in enumerate(near):
        shelves[len(others)].add(person)
    found: list[tuple[int, int]] = []
    lowest = 1
    while lowest < len(shelves):
        if not shelves[lowest]:
            lowest += 1
            continue
        one = min(shelves[lowest])
        other = min(near[one], key=lambda person: (len(near[person]), person))
        found.append((one, other))
        for person in (one, other):
            shelves[len(near[person])].discard(person)
            for friend in near[person] - {one, other}:
                shelves[len(near[friend])].discard(friend)
                near[friend].discard(person)
                shelves[len(near[friend])].add(friend)
                lowest = max(1, min(lowest, len(near[friend])))
        near[one], near[other] = set(), set()
    return found


def _wait(asked: Asked, person: int) -> int:
    return min(asked.waits[person], LONGEST_WAIT)


def main() -> None:
    """Read what is asked from standard input, and write the pairs to standard output."""
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asked)
    sys.stdout.buffer.write(msgspec.msgpack.encode(match(asked)))


if __name__ == "__main__":
    main()
