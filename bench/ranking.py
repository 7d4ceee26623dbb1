"""Does the ranking foretell matches of people whom it has never seen? Asked of real dates, wave after wave left out."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from bench import speed_dating
from bench.results import Benchmark, Measurement, Plan, Recorder, Result, Table, Verdict
from bench.speed_dating import GENDERS, Wave
from mingle.features.discovery.ranking import Decisions, Model, Prior, Rule, SimpleRule, Standings, World, fit, score
from mingle.features.discovery.ranking.history import Numbers
from mingle.features.discovery.ranking.model import PRIORS, Asked, ask, best, learn_from, train

OURS, SIMPLE, INTERESTS = "Mingle", "product of like-rates", "shared interests"
STRENGTHS = (1.0, 2.0, 3.0, 5.0, 10.0)
RESAMPLES = 4000
GOAL = 77.0
"""What the task calls the reach of multiplied like-rates, in per cent."""
CANDIDATES, PEOPLE, DECISIONS = 500, 50_000, 1_000_000


@dataclass(frozen=True)
class Foretold:
    """What one ranking said of the asked decisions of a wave, and what came; both views of each date."""

    wave: Wave
    match: Numbers
    is_match: Numbers
    yes: Numbers
    is_yes: Numbers
    viewer: Numbers


def run(plan: Plan) -> Result:
    """Leave each wave out in turn, and foretell its second half."""
    found = speed_dating.waves()
    asked: dict[int, list[Asked]] = {}
    for wave in found:
        plan.say(f"what there is to learn from wave {wave.number}")
        asked[wave.number] = [ask(wave.world, GENDERS, prior) for prior in PRIORS]
    by_subject: dict[str, list[Foretold]] = {OURS: [], SIMPLE: [], INTERESTS: []}
    models: list[Model] = []
    for wave in found:
        plan.say(f"wave {wave.number}, by a model of the others")
        others = [one for one in found if one is not wave]
        model = best([learn_from([asked[one.number][place] for one in others]) for place in range(len(PRIORS))])
        models.append(model)
        by_subject[OURS].append(foretell(wave, model, model.prior))
        by_subject[SIMPLE].append(foretell(wave, _simple(wave, others), model.prior))
        by_subject[INTERESTS].append(_by_interests(wave))
    plan.say("how fast it is")
    tables = [
        _table("Matches foretold (AUC)", by_subject, lambda one: (one.match, one.is_match)),
        _table("Single decisions foretold (AUC)", by_subject, lambda one: (one.yes, one.is_yes)),
        _coefficients(models),
        _speed(plan),
    ]
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(found, models), tables, _verdicts(tables))


def foretell(wave: Wave, rule: Rule, prior: Prior) -> Foretold:
    """Let everybody of a wave be shown the rest of their dates, ranked as the feed is by what half-time knew."""
    _, standings = fit(wave.history, prior, GENDERS)
    made, asked = wave.world.decisions, wave.asked
    match, yes = np.zeros(len(asked)), np.zeros(len(asked))
    for viewer in np.unique(made.judge[asked]):
        own = np.flatnonzero(made.judge[asked] == viewer)
        scores = score(rule, standings.take(np.array([viewer])), standings.take(made.judged[asked[own]]))
        match[own], yes[own] = scores.score, scores.likes
    return Foretold(wave, match, wave.is_match[asked], yes, made.yes[asked], made.judge[asked].astype(float))


def _simple(wave: Wave, others: Sequence[Wave]) -> SimpleRule:
    """The baseline at its best: the usual rate is the wave's own, the smoothing what serves the other waves best."""

    def rule(one: Wave, strength: float) -> SimpleRule:
        return SimpleRule(float(one.history.decisions.yes.mean()), strength)

    def worth(strength: float) -> float:
        told = [foretell(one, rule(one, strength), Prior()) for one in others]
        return auc(np.concatenate([one.match for one in told]), np.concatenate([one.is_match for one in told]))

    return rule(wave, max(STRENGTHS, key=worth))


def _by_interests(wave: Wave) -> Foretold:
    made, asked = wave.world.decisions, wave.asked
    shared = np.nan_to_num(wave.interests[asked], nan=float(np.nanmean(wave.interests)))
    return Foretold(wave, shared, wave.is_match[asked], shared, made.yes[asked], made.judge[asked].astype(float))


def auc(scores: Numbers, outcomes: Numbers) -> float:
    """The probability that a random 1 scores above a random 0, ties counting half; in per cent."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    ones = float(outcomes.sum())
    zeros = len(outcomes) - ones
    return 100 * float((rank[outcomes > 0].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def _within_viewers(told: Foretold, scores: Numbers, outcomes: Numbers) -> tuple[float, float]:
    """AUC among what each one person is shown, summed over people by pairs of a 1 and a 0; and those pairs."""
    right = pairs = 0.0
    for viewer in np.unique(told.viewer):
        own = told.viewer == viewer
        ones = outcomes[own].sum()
        here = float(ones * (own.sum() - ones))
        if here:
            right += here * auc(scores[own], outcomes[own])
            pairs += here
    return right, pairs


Side = Callable[[Foretold], tuple[Numbers, Numbers]]


def _table(title: str, by_subject: dict[str, list[Foretold]], side: Side) -> Table:
    recorder = Recorder()

    def pooled(told: list[Foretold], picked: Sequence[int]) -> float:
        sides = [side(told[place]) for place in picked]
        return auc(np.concatenate([one for one, _ in sides]), np.concatenate([one for _, one in sides]))

    everyone = range(len(by_subject[OURS]))
    for subject, told in by_subject.items():
        each = [auc(*side(one)) for one in told]
        recorder.add("all dates pooled", subject, pooled(told, everyone), "%", "higher")
        recorder.add("mean of waves", subject, float(np.mean(each)), "%", "higher")
        recorder.add("standard deviation over waves", subject, float(np.std(each, ddof=1)), "points", "neither")
        within = np.array([_within_viewers(one, *side(one)) for one in told])
        recorder.add("within one person's list", subject, float(within[:, 0].sum() / within[:, 1].sum()), "%", "higher")
        for one, value in zip(told, each, strict=True):
            dates = len(one.match) // 2
            recorder.add(f"wave {one.wave.number}: {dates} dates", subject, value, "%", "higher")
    dice = np.random.default_rng(1)
    picks = [dice.integers(len(everyone), size=len(everyone)).tolist() for _ in range(RESAMPLES)]
    ahead = np.array([pooled(by_subject[OURS], one) - pooled(by_subject[SIMPLE], one) for one in picks])
    recorder.add(f"ahead of {SIMPLE}, pooled", OURS, float(np.median(ahead)), "points", "neither")
    recorder.add("… 2.5 % of resampled waves below", OURS, float(np.quantile(ahead, 0.025)), "points", "neither")
    recorder.add("… 2.5 % of resampled waves above", OURS, float(np.quantile(ahead, 0.975)), "points", "neither")
    return Table(title, recorder.measurements)


def _coefficients(models: Sequence[Model]) -> Table:
    """What was learned, one sample a left-out wave."""
    recorder = Recorder()
    for model in models:
        for name, coefficient, effect in zip(model.features, model.coefficients, model.effects, strict=True):
            recorder.add(name, "coefficient", coefficient, "logit", "neither")
            recorder.add(name, "of one standard deviation", effect, "logit", "neither")
        prior = model.prior
        recorder.add("prior variance of openness", "coefficient", prior.openness, "logit", "neither")
        recorder.add("prior variance of appeal", "coefficient", prior.appeal, "logit", "neither")
        recorder.add("prior covariance", "coefficient", prior.covariance, "logit", "neither")
    return Table("What was learned: medians over the left-out waves, ± half the range", recorder.measurements)


def _speed(plan: Plan) -> Table:
    dice = np.random.default_rng(2)
    group = dice.integers(GENDERS, size=PEOPLE)
    judge, judged = dice.integers(PEOPLE, size=(2, DECISIONS))
    chance = 1 / (1 + np.exp(-dice.standard_normal(PEOPLE)[judge] - dice.standard_normal(PEOPLE)[judged]))
    yes = (dice.random(DECISIONS) < chance).astype(np.float64)
    made = Decisions(judge, judged, yes, np.arange(DECISIONS, dtype=np.float64), np.ones(DECISIONS))
    world = World(group, dice.uniform(20, 50, PEOPLE), made)
    recorder = Recorder()
    begun = time.process_time()
    model = train([world], GENDERS)
    recorder.add(f"train on {DECISIONS:,} decisions of {PEOPLE:,} people", OURS, time.process_time() - begun, "s")
    begun = time.process_time()
    _, standings = fit(world, model.prior, GENDERS)
    recorder.add("standings of everybody from all of them", OURS, time.process_time() - begun, "s")
    viewer, shown = standings.take(np.array([0])), standings.take(np.arange(CANDIDATES))
    for _ in range(max(1, plan.rounds)):
        recorder.add(f"score {CANDIDATES} candidates for one viewer", OURS, _scoring(model, viewer, shown), "ms")
    return Table("Speed: CPU time of one process", recorder.measurements)


def _scoring(model: Model, viewer: Standings, shown: Standings) -> float:
    """Milliseconds of CPU time a call."""
    turns = 200
    begun = time.process_time()
    for _ in range(turns):
        score(model, viewer, shown)
    return (time.process_time() - begun) / turns * 1000


def _verdicts(tables: Sequence[Table]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for table, what in zip(tables[:2], ("matches", "single decisions"), strict=True):
        lower = _value(table.find("… 2.5 % of resampled waves below", OURS))
        text = f"{what}: ahead of the {SIMPLE} in 97.5 % of resampled waves"
        verdicts.append(Verdict(text, f"by {lower:.1f} points", lower > 0))
        pooled = _value(table.find("all dates pooled", OURS))
        verdicts.append(Verdict(f"{what}: AUC above {GOAL:g} %", f"{pooled:.1f} %", pooled > GOAL))
    return verdicts


def _value(one: Measurement | None) -> float:
    return float("nan") if one is None else one.value


def _conditions(found: Sequence[Wave], models: Sequence[Model]) -> list[str]:
    asked = sum(len(wave.asked) for wave in found) // 2
    matches = int(sum(wave.is_match[wave.asked].sum() for wave in found)) // 2
    known = sum(int(wave.known.sum()) for wave in found)
    return [
        f"{len(found)} waves; {known:,} known decisions, {asked:,} dates foretold, of which {matches} became a match",
        "known: what each person decided in the first half of their own dates; foretold: dates of which neither view "
        "is known and which, by both people's count, come after all that is known of the wave",
        "coefficients and priors are learned on the other 13 waves; of the wave itself, only the known half is used",
        f"only decisions and ages are used: {', '.join(models[0].features[1:])}",
        f"resampled: {RESAMPLES:,} times, whole waves",
        "how the figures were made, and what else was tried: docs/ranking.md",
    ]


BENCHMARK = Benchmark("ranking", "matches of real people foretold", run, needs=speed_dating.FILE)
