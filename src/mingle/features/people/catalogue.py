"""What people choose from: interests, prompts, languages. Apps translate the ids; the words here are English."""

from typing import Final

import msgspec


class InterestGroup(msgspec.Struct, rename="camel", frozen=True):
    """Interests that belong together."""

    id: str
    interests: tuple[str, ...]


def _group(group_id: str, interests: str) -> InterestGroup:
    return InterestGroup(group_id, tuple(interests.split(",")))


INTEREST_GROUPS: Final = (
    _group("music", "live music,jazz,techno,vinyl,guitar,piano,singing,karaoke,dancing"),
    _group("outside", "hiking,cycling,climbing,camping,gardening,forests,the sea,mountains,birds,picnics,astronomy"),
    _group(
        "sport",
        "yoga,running,swimming,football,tennis,sailing,surfing,skiing,martial arts,basketball,volleyball,pilates",
    ),
    _group("food", "cooking,baking,coffee,wine,tea,street food,vegetarian food,markets"),
    _group("arts", "cinema,photography,museums,theatre,painting,poetry,fashion,architecture,design,stand-up"),
    _group("making", "ceramics,knitting,woodwork,motorbikes"),
    _group("mind", "books,languages,podcasts,history,psychology,politics,science,documentaries,meditation"),
    _group("play", "board games,chess,video games,anime,comics,science fiction,quiz nights,crosswords"),
    _group("life", "dogs,cats,travel,volunteering,road trips,trains,sauna,slow mornings,late nights"),
)
INTERESTS: Final = frozenset(interest for group in INTEREST_GROUPS for interest in group.interests)


class PromptQuestion(msgspec.Struct, frozen=True):
    """A question that a profile may answer."""

    id: str
    text: str


PROMPTS: Final = (
    PromptQuestion("good_evening", "A good evening begins with"),
    PromptQuestion("ask_me", "Ask me about"),
    PromptQuestion("learned_late", "Something I learned too late"),
    PromptQuestion("home_when", "I feel at home when"),
    PromptQuestion("small_joy", "A small thing that makes my day"),
    PromptQuestion("argue", "I will happily argue that"),
    PromptQuestion("cook_for_you", "What I would cook for you"),
    PromptQuestion("song", "A song that I never skip"),
    PromptQuestion("sunday", "My perfect Sunday"),
    PromptQuestion("proud", "Something I am quietly proud of"),
    PromptQuestion("teach", "I could teach you"),
    PromptQuestion("afraid", "Something I am less afraid of than before"),
    PromptQuestion("friends_say", "My friends would say that I"),
    PromptQuestion("looking_for", "I hope to find"),
    PromptQuestion("never_again", "Never again will I"),
    PromptQuestion("kindness", "The kindest thing that somebody did for me"),
    PromptQuestion("disagree", "Let us agree to disagree about"),
    PromptQuestion("place", "A place that I keep going back to"),
    PromptQuestion("first_date", "For a first date I suggest"),
    PromptQuestion("laugh", "It always makes me laugh when"),
)
PROMPT_IDS: Final = frozenset(prompt.id for prompt in PROMPTS)

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee "
    "el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io "
    "is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn "
    "mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se "
    "sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo "
    "wa wo xh yi yo za zh zu"
)
LANGUAGES: Final = frozenset(_LANGUAGES.split())
"""ISO 639-1."""
