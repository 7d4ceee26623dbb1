"""Ranking: who is likely to say yes to whom, learned from what people decided. It knows no database and no HTTP.

`train` makes a `Model` of a `World` (a job does, in minutes; `to_json` and `from_json` keep it), `fit` says where
everybody stands, `learn` moves that on by a few decisions, `score` ranks candidates with `imagine`d standings and a
`Budget`'s prices, and `compatibility` and `reasons` are what a card may tell. `SimpleRule` is the switch.
docs/ranking.md explains it.
"""

from mingle.features.discovery.ranking.exploration import imagine
from mingle.features.discovery.ranking.exposure import Budget, gini
from mingle.features.discovery.ranking.features import EXPLANATIONS, FEATURES
from mingle.features.discovery.ranking.history import EVIDENCE, Decisions, Sign, World
from mingle.features.discovery.ranking.model import (
    PRIORS,
    Model,
    WrongModel,
    from_json,
    to_json,
    train,
    untrained,
)
from mingle.features.discovery.ranking.reasons import Reason, compatibility, explain, reasons
from mingle.features.discovery.ranking.scoring import Rule, Scores, score
from mingle.features.discovery.ranking.simple import SimpleRule
from mingle.features.discovery.ranking.standing import Prior, Standings, fit, learn, newcomers

__all__ = [
    "EVIDENCE",
    "EXPLANATIONS",
    "FEATURES",
    "PRIORS",
    "Budget",
    "Decisions",
    "Model",
    "Prior",
    "Reason",
    "Rule",
    "Scores",
    "Sign",
    "SimpleRule",
    "Standings",
    "World",
    "WrongModel",
    "compatibility",
    "explain",
    "fit",
    "from_json",
    "gini",
    "imagine",
    "learn",
    "newcomers",
    "reasons",
    "score",
    "to_json",
    "train",
    "untrained",
]
