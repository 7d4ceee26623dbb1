"""People: what somebody shows of themselves, whom they want to see, and who must not see them.

Others use `card_of` (somebody as another may see them), `cards` and `mutual_cards` (of those of whom it is known
that they may be seen),
`faces` (the pictures of those who have met), `visible_among` (whom somebody may come upon), `IS_THERE`, `IS_SHOWN` and
`IS_OPEN` (the same as parts of a statement), `PreferencesChange`
(whom somebody wants to see), `Socials` (where else people find somebody), `block` and `has_blocked`, `blocked_among`
(between whom there is a block),
`find_profile`, `list_photos` and `has_file` (what a profile is made of, whoever asks), `cells` (where people are, no
finer than a cell) and `Feature.blocked` (to be told of a block).
"""

from mingle.features.people import cells, events, jobs, personal
from mingle.features.people.block_http import BlockController
from mingle.features.people.block_queries import blocked_among, has_blocked
from mingle.features.people.block_service import block
from mingle.features.people.errors import NotYourself
from mingle.features.people.faces import faces
from mingle.features.people.flows import card_of, cards, mutual_cards
from mingle.features.people.http import CatalogueController, OwnProfileController, UsersController
from mingle.features.people.media_http import ProfileMediaController
from mingle.features.people.models import Card, PreferencesChange, Profile, Socials
from mingle.features.people.photo_http import PhotoController, VerificationController
from mingle.features.people.policy import require_sound_preferences
from mingle.features.people.privacy_http import ExportController
from mingle.features.people.queries import (
    IS_OPEN,
    IS_SHOWN,
    IS_THERE,
    find_profile,
    has_file,
    list_photos,
    shows_file,
    visible_among,
)
from mingle.features.people.seed import seed_people
from mingle.features.people.sockets import connect
from mingle.kernel.feature import Feature

PEOPLE = Feature(
    "people",
    tells=events.TELLS,
    routes=[
        OwnProfileController,
        PhotoController,
        ProfileMediaController,
        VerificationController,
        BlockController,
        UsersController,
        ExportController,
        CatalogueController,
    ],
    jobs=jobs.JOBS,
    seed=seed_people,
    sockets=connect,
    personal=personal.TABLES,
    impersonal=personal.IMPERSONAL,
    sees_file=shows_file,
)

__all__ = [
    "IS_OPEN",
    "IS_SHOWN",
    "IS_THERE",
    "PEOPLE",
    "Card",
    "NotYourself",
    "PreferencesChange",
    "Profile",
    "Socials",
    "block",
    "blocked_among",
    "card_of",
    "cards",
    "cells",
    "faces",
    "find_profile",
    "has_blocked",
    "has_file",
    "list_photos",
    "mutual_cards",
    "require_sound_preferences",
    "visible_among",
]
