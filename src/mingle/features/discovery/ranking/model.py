"""The learned model: coefficients of a logistic regression over `features`, trained on what people decided next."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from mingle.features.discovery.ranking.features import FEATURES, features
from mingle.features.discovery.ranking.history import Decisions, Numbers, World
from mingle.features.discovery.ranking.standing import Prior, Standings, fit, sigmoid

SCHEMA = 1
CUTS = (0.3, 0.4, 0.5, 0.6, 0.7)
"""Training asks what is decided after each of these shares of all decisions, knowing only those before."""
NEWTON_STEPS = 12
MOST_HALVINGS = 30
RIDGE = 5.0
MOST_QUESTIONS = 500_000
"""Of each cut: five coefficients need no more."""
FEWEST = 50
"""Decisions that a model is trained on; below, the prior decides alone."""


PRIORS = tuple(
    Prior(openness, appeal, -share * math.sqrt(openness * appeal))
    for openness in (1.7, 2.5)
    for appeal in (0.8, 1.2, 1.8)
    for share in (0.25, 0.5)
)
"""What may be chosen from where decisions are few; with many, the prior matters little."""


class WrongModel(ValueError):
    """A stored model does not fit this version of the program."""


class Model(msgspec.Struct, frozen=True):
    """All that ranking needs beside standings; kept as JSON."""

    schema: int
    features: tuple[str, ...]
    coefficients: tuple[float, ...]
    effects: tuple[float, ...]
    """What one standard deviation of each feature adds to the logit: for people to read."""
    prior: Prior
    base: tuple[float, ...]
    """The logit of a yes for each group: where newcomers begin."""
    rate: float
    """The share of yes among all decisions."""
    figures: dict[str, float]
    """How training went."""

    def yes(self, judges: Standings, judged: Standings) -> Numbers:
        """The probability that each of `judges` says yes to each of `judged`, row by row."""
        return sigmoid(features(judges, judged) @ np.array(self.coefficients))


@dataclass(frozen=True, slots=True)
class Asked:
    """What a world teaches: features of pairs as they were, and what was decided then (1 or 0)."""

    world: World
    prior: Prior
    base: Numbers
    table: Numbers
    answers: Numbers


def to_json(model: Model) -> bytes:
    """The model as a table keeps it."""
    return msgspec.json.encode(model)


def from_json(kept: bytes | str) -> Model:
    """The model that was kept.

    Raises:
        WrongModel: it was made by another version, or is no model.
    """
    try:
        model = msgspec.json.decode(kept, type=Model)
    except msgspec.MsgspecError as error:
        msg = f"This is no ranking model: {error}"
        raise WrongModel(msg) from error
    if model.schema != SCHEMA or model.features != FEATURES or len(model.coefficients) != len(FEATURES):
        msg = f"A model of schema {model.schema} with {', '.join(model.features)} does not fit schema {SCHEMA}."
        raise WrongModel(msg)
    return model


def untrained(groups: int, prior: Prior | None = None) -> Model:
    """The model before any decision: the Rasch model as it is, at a rate of one half."""
    coefficients = tuple(float(name == "expected") for name in FEATURES)
    return Model(
        SCHEMA, FEATURES, coefficients, coefficients, prior or Prior(), (0.0,) * groups, 0.5, {"decisions": 0.0}
    )


def known_and_next(world: World, moment: float) -> tuple[Decisions, Decisions]:
    """What was decided by then, and what each said first of another later, where neither had judged the other."""
    made = world.decisions
    is_known = made.at <= moment
    people = len(world.group)
    one_way, other_way = made.judge * people + made.judged, made.judged * people + made.judge
    met = np.concatenate([one_way[is_known], other_way[is_known]])
    is_first = np.zeros(len(made), dtype=bool)
    order = np.argsort(made.at, kind="stable")
    is_first[order[np.unique(one_way[order], return_index=True)[1]]] = True
    return made.where(is_known), made.where(is_first & ~is_known & ~np.isin(one_way, met))


def ask(world: World, groups: int, prior: Prior) -> Asked:
    """What there is to learn from in a world of people who may meet, by this prior."""
    tables, answers = [np.empty((0, len(FEATURES)))], [np.empty(0)]
    for cut in CUTS if len(world.decisions) else ():
        moment = float(np.quantile(world.decisions.at, cut, method="lower"))
        known, following = known_and_next(world, moment)
        following = _thinned(following)
        _, standings = fit(World(world.group, world.age, known), prior, groups)
        tables.append(features(standings.take(following.judge), standings.take(following.judged)))
        answers.append(following.yes)
    base, _ = fit(world, prior, groups)
    return Asked(world, prior, base, np.concatenate(tables), np.concatenate(answers))


def regress(table: Numbers, answers: Numbers, ridge: float = RIDGE) -> tuple[Numbers, Numbers]:
    """Coefficients of a logistic regression and their effects, by Newton's method with a ridge on all but the constant.

    The ridge draws each feature, in units of its standard deviation, towards 0, and `expected` towards 1 logit a logit.
    """
    spread = table.std(axis=0, dtype=np.float64)
    scale: Numbers = np.where(spread > 0, spread, 1.0)
    scaled = table / scale
    middle = np.array([float(name == "expected") for name in FEATURES]) * scale
    weight: Numbers = middle
    penalty = np.array([1e-6 if name == "always" else ridge for name in FEATURES])

    def cost(weight: Numbers) -> float:
        logits = scaled @ weight
        return float((np.logaddexp(0, logits) - answers * logits).sum() + penalty @ (weight - middle) ** 2 / 2)

    for _ in range(NEWTON_STEPS):
        chance = sigmoid(scaled @ weight)
        slope = scaled.T @ (answers - chance) - penalty * (weight - middle)
        curve = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(penalty)
        step = np.linalg.solve(curve, slope).astype(np.float64)
        before, halvings = cost(weight), 0
        # Where all chances are near 0 or 1 a whole step goes much too far.
        while cost(weight + step) > before and halvings < MOST_HALVINGS:
            step, halvings = step / 2, halvings + 1
        if halvings == MOST_HALVINGS:
            break
        weight = weight + step
    return weight / scale, weight


def _thinned(made: Decisions) -> Decisions:
    """As many as are needed, at even distances in time."""
    step = -(-len(made) // MOST_QUESTIONS) or 1
    return made.where(np.argsort(np.argsort(made.at, kind="stable"), kind="stable") % step == 0) if step > 1 else made


def learn_from(asked: Sequence[Asked]) -> Model:
    """The model that predicts best what was decided next, all of them asked by the same prior."""
    table = np.concatenate([one.table for one in asked])
    answers = np.concatenate([one.answers for one in asked])
    groups = len(asked[0].base)
    if len(answers) < FEWEST:
        return untrained(groups, asked[0].prior)
    coefficients, effects = regress(table, answers)
    sizes = np.array([len(one.world.decisions) for one in asked], dtype=float)
    total = float(sizes.sum())
    figures = {
        "decisions": total,
        "people": float(sum(len(one.world.group) for one in asked)),
        "questions": float(len(answers)),
        "loss": loss(sigmoid(table @ coefficients), answers),
    }
    return Model(
        SCHEMA,
        FEATURES,
        tuple(coefficients.tolist()),
        tuple(effects.tolist()),
        asked[0].prior,
        tuple((sizes @ np.array([one.base for one in asked]) / total).tolist()),
        sum(float(one.world.decisions.yes.sum()) for one in asked) / total,
        figures,
    )


def train(worlds: Sequence[World], groups: int, priors: Sequence[Prior] = (Prior(),)) -> Model:
    """The best model over these priors: the one that foretells best what was decided next in these worlds.

    One world for an app, one for each evening of an experiment. `PRIORS` are worth their time while decisions are few.
    """
    return best([learn_from([ask(world, groups, prior) for world in worlds]) for prior in priors])


def best(models: Sequence[Model]) -> Model:
    """The one with the least loss; the first one where nothing was learned."""
    return min(models, key=lambda one: one.figures.get("loss", 0.0))


def loss(chance: Numbers, answers: Numbers) -> float:
    """The mean negative log likelihood of what was decided, in nats."""
    told = np.where(answers > 0, chance, 1 - chance)
    return float(-np.log(np.maximum(told, 1e-12)).mean())
