"""What an exposure budget does: a town of people who do not exist goes on for twenty days, with prices and without.

Everybody's own openness, appeal and taste are drawn once and are the same in every run; each run learns them anew,
from what people decide in it, through the code that ranks the feed. People have little time: they answer some of the
likes that wait, look at some cards, and answer some chats; the rest waits.
"""

from dataclasses import dataclass, field

import numpy as np

from bench.results import Benchmark, Plan, Recorder, Result, Table
from mingle.features.discovery.ranking import (
    Budget,
    Decisions,
    Prior,
    Rule,
    SimpleRule,
    World,
    fit,
    gini,
    imagine,
    learn,
    score,
    train,
    untrained,
)
from mingle.features.discovery.ranking.history import Numbers

PEOPLE, GROUPS, DAYS, TASTES = 1200, 2, 20, 4
ACTIVE, CARDS, LIKES_ANSWERED, CHATS_ANSWERED = 0.5, 20, 10, 3
LATE_SHARE, LATE_DAY = 0.1, 10
"""How many join only later, and when."""
FIT_EVERY, TRAINED_FROM = 5, 10
BASE = -1.2


@dataclass(frozen=True)
class Policy:
    """A way to rank."""

    name: str
    budget: Budget
    spread: float = 0.5
    is_simple: bool = False


POLICIES = (
    Policy("with the price", Budget()),
    Policy("twice the price", Budget(strength=1.0)),
    Policy("no price", Budget(strength=0)),
    Policy("no price, no exploration", Budget(strength=0), spread=0),
    Policy("product of like-rates", Budget(strength=0), spread=0, is_simple=True),
)


@dataclass
class Town:
    """People, what they truly want, and what has happened so far; `shown[a, b]` and the like are a's doing to b."""

    seed: int
    group: np.ndarray[tuple[int], np.dtype[np.int64]] = field(init=False)
    wants: Numbers = field(init=False)
    """Whether each would say yes to each, decided by fate in advance so that all policies meet the same people."""

    def __post_init__(self) -> None:
        dice = np.random.default_rng(self.seed)
        self.group = np.arange(PEOPLE) % GROUPS
        covariance = [[1.7, -0.7], [-0.7, 1.4]]
        openness, appeal = dice.multivariate_normal([0, 0], covariance, PEOPLE).T
        taste, draw = dice.standard_normal((2, PEOPLE, TASTES))
        logit = BASE + openness[:, None] + appeal + 0.4 * taste @ draw.T
        self.wants = (dice.random((PEOPLE, PEOPLE)) < 1 / (1 + np.exp(-logit))).astype(np.float64)
        self.judged = np.zeros((PEOPLE, PEOPLE), dtype=bool)
        self.waiting = np.zeros((PEOPLE, PEOPLE), dtype=bool)
        self.unread = np.zeros(PEOPLE)
        self.shown = np.zeros(PEOPLE)
        self.matches = np.zeros(PEOPLE)
        self.answered = 0.0
        self.log: list[tuple[int, int, float, float]] = []
        self.joined = np.where(dice.random(PEOPLE) < LATE_SHARE, LATE_DAY, 0)

    def judge(self, who: int, whom: int, moment: float) -> None:
        """One says yes or no to another; two who said yes are a match, and the second's chat waits for an answer."""
        yes = self.wants[who, whom]
        self.judged[who, whom] = True
        self.waiting[whom, who] = False
        self.log.append((who, whom, yes, moment))
        if yes and self.judged[whom, who] and self.wants[whom, who]:
            self.matches[[who, whom]] += 1
            self.unread[whom] += 1
        elif yes and not self.judged[whom, who]:
            self.waiting[who, whom] = True

    def decisions(self, since: int = 0) -> Decisions:
        """What was decided, from the given place on."""
        who, whom, yes, moment = np.array(self.log[since:], dtype=np.float64).reshape(-1, 4).T
        return Decisions(who.astype(np.int64), whom.astype(np.int64), yes, moment, np.ones(len(who)))

    def world(self) -> World:
        """All of it, as the ranking is told."""
        return World(self.group, np.full(PEOPLE, np.nan), self.decisions())


def live(policy: Policy, seed: int) -> Town:
    """Twenty days in the town."""
    town, dice = Town(seed), np.random.default_rng(seed + 1)
    rule: Rule = SimpleRule() if policy.is_simple else untrained(GROUPS)
    _, standings = fit(town.world(), Prior(), GROUPS)
    for day in range(DAYS):
        before = len(town.log)
        keys = np.arange(PEOPLE).astype(np.uint64)
        for viewer in np.flatnonzero((dice.random(PEOPLE) < ACTIVE) & (town.joined <= day)).tolist():
            town.answered += min(CHATS_ANSWERED, town.unread[viewer])
            town.unread[viewer] = max(0.0, town.unread[viewer] - CHATS_ANSWERED)
            for liker in np.flatnonzero(town.waiting[:, viewer])[:LIKES_ANSWERED].tolist():
                town.waiting[liker, viewer] = False
                town.judge(viewer, liker, day)
            mine = (town.group != town.group[viewer]) & (town.joined <= day) & ~town.judged[viewer]
            candidates = np.flatnonzero(mine)
            seen = imagine(standings.take(candidates), keys[candidates], DAYS * viewer + day, policy.spread)
            prices = policy.budget.price(town.waiting.sum(axis=0)[candidates], town.unread[candidates])
            best = score(rule, standings.take(np.array([viewer])), seen, prices).best_first[:CARDS]
            for whom in candidates[best].tolist():
                town.shown[whom] += 1
                town.judge(viewer, whom, day)
        standings = learn(standings, town.decisions(before))
        if day % FIT_EVERY == FIT_EVERY - 1:
            _, standings = fit(town.world(), Prior(), GROUPS)
            if not policy.is_simple and day + 1 >= TRAINED_FROM:
                rule = train([town.world()], GROUPS)
    return town


def run(plan: Plan) -> Result:
    """Live on with each policy, in as many towns as there are rounds."""
    recorder = Recorder()
    for turn in range(plan.rounds):
        for policy in POLICIES:
            plan.say(f"round {turn + 1} of {plan.rounds}: {policy.name}")
            _report(recorder, policy.name, live(policy, 10 * turn))
    table = Table("Twenty days in a town", recorder.measurements)
    return Result(BENCHMARK.name, BENCHMARK.summary, _conditions(plan), [table])


def _report(recorder: Recorder, name: str, town: Town) -> None:
    cards = town.shown.sum()
    late = town.joined > 0
    recorder.add("Gini of exposure", name, 100 * gini(town.shown), "%", "lower")
    recorder.add("Gini of matches", name, 100 * gini(town.matches), "%", "lower")
    recorder.add("cards shown", name, float(cards), "1", "neither")
    recorder.add("matches in 100 cards", name, float(50 * town.matches.sum() / cards), "%", "higher")
    recorder.add(
        "matches whose chat was answered in 100 cards", name, float(100 * town.answered / cards), "%", "higher"
    )
    recorder.add("likes that wait at the end", name, float(town.waiting.sum()), "1", "lower")
    recorder.add("people without a match", name, float(100 * (town.matches == 0).mean()), "%", "lower")
    recorder.add("people shown to fewer than 50", name, float(100 * (town.shown[~late] < 50).mean()), "%", "lower")
    recorder.add(
        "cards a newcomer is on in a day", name, float(town.shown[late].mean() / (DAYS - LATE_DAY)), "1", "higher"
    )
    recorder.add("cards anybody else is on in a day", name, float(town.shown[~late].mean() / DAYS), "1", "neither")


def _conditions(plan: Plan) -> list[str]:
    return [
        f"{PEOPLE:,} people who do not exist, half of each group, {DAYS} days; {ACTIVE:.0%} come each day, answer "
        f"up to {LIKES_ANSWERED} likes and {CHATS_ANSWERED} chats, and judge {CARDS} cards",
        f"{LATE_SHARE:.0%} join on day {LATE_DAY}",
        "a match: both said yes; its chat waits for whoever said yes first",
        f"standings move on daily, fitted anew every {FIT_EVERY} days; a model is trained from day {TRAINED_FROM}",
        f"{plan.rounds} towns; medians, ± half the range",
        "a simulation: it shows what the price does to behaviour that was written down here, not how people are",
    ]


BENCHMARK = Benchmark("exposure", "how attention spreads in a simulated town", run)
