"""Portraits that are plainly drawn: a face, hair, a shirt and a sky, as SVG of about one kilobyte."""

import random
from typing import Final

from mingle.seeding.names import Culture

HAIR: Final = (
    # What lies behind the head, and what lies over it. The head is 104 wide and 146 high; its middle is at 160, 178.
    ("M88 186C80 104 114 70 160 70s80 34 72 116l6 70c2 16-18 24-30 14H112c-12 10-32 2-30-14Z",
     "M106 172c-4-52 18-80 54-80s58 28 54 80c-16-12-32-32-38-50-14 26-44 44-70 50Z"),
    ("", "M103 176c-10-66 14-98 60-98 42 0 64 30 54 98-4-20-8-32-14-40-30 6-62 2-82-10-10 12-14 28-18 50Z"),
    ("M160 48a28 28 0 1 1 0 56a28 28 0 1 1 0-56Z",
     "M104 172c-6-62 18-92 56-92s62 30 56 92c-8-32-28-48-56-48s-48 16-56 48Z"),
    ("M112 214c-30 2-46-26-32-48-20-20-8-54 20-56 4-28 38-42 60-26 22-16 56-2 60 26 28 2 40 36 20 56 14 22-2 50-32 48Z",
     "M108 160c-2-34 20-60 52-60s54 26 52 60c-10-2-18-10-20-20-10 8-24 8-32 0-8 8-22 8-32 0-2 10-10 18-20 20Z"),
    ("M90 190C82 106 114 72 160 72s78 34 70 118c-2 50 12 84 22 122"
     "-30 22-66 20-66 20h-52s-36 2-66-20c10-38 24-72 22-122Z",
     "M107 180c-6-58 14-88 53-88s59 30 53 88c-6-38-24-60-53-64-29 4-47 26-53 64Z"),
    ("", "M104 172c-8-60 14-90 56-90s64 30 56 90c-4-22-10-34-18-42-26 4-54 4-76 0-8 8-14 20-18 42Z"),
    ("", ""),
)  # fmt: skip
LONG_HAIR: Final = (0, 2, 3, 4)
SHORT_HAIR: Final = (1, 3, 5, 6)
BEARD: Final = "M107 198c8 18 20 24 53 24s45-6 53-24c4 44-16 78-53 78s-57-34-53-78Z"
GLASSES: Final = (
    '<g fill="none" stroke="#2a2022" stroke-width="4"><circle cx="138" cy="182" r="18"/>'
    '<circle cx="182" cy="182" r="18"/><path d="M156 182h8"/></g>'
)
SKIN: Final = ("#f6d7c3", "#eec4a6", "#dba67f", "#b97f56", "#8d5a3a", "#65402b")
HAIR_COLOURS: Final = ("#241b1a", "#3b2a24", "#5a3a28", "#8a5a34", "#c08a4b", "#b5502f", "#8c8680", "#d9d3cc")
CLOTHES: Final = ("#7d2f3b", "#2f4b6e", "#3f6a55", "#c9832f", "#5a3f73", "#d5c3a6", "#334047", "#b24a32")
SKIES: Final = (("#f3c9a5", "#c96a52"), ("#a9c7d9", "#3f6187"), ("#f2e2b8", "#dd9a55"), ("#c9d8c0", "#5f8570"),
                ("#d9c2df", "#6d5288"), ("#f0cfd0", "#a34f62"))  # fmt: skip
_DRAWING: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 400" role="img">'
    '<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">'
    '<stop stop-color="{light}"/><stop offset="1" stop-color="{deep}"/></linearGradient></defs>'
    '<rect width="320" height="400" fill="url(#sky)"/>'
    '<circle cx="{sun_x}" cy="{sun_y}" r="{sun}" fill="#fff" opacity=".35"/>'
    '<path d="{back}" fill="{hair}"/>'
    '<path d="M48 400c0-78 46-112 112-112s112 34 112 112Z" fill="{cloth}"/>'
    '<path d="M134 232h52v48c0 34-52 34-52 0Z" fill="{skin}"/>'
    '<path d="M134 246c14 18 38 18 52 0v14c-14 16-38 16-52 0Z" opacity=".14"/>'
    '<ellipse cx="160" cy="178" rx="52" ry="73" fill="{skin}"/>'
    '<path d="{beard}" fill="{hair}"/>'
    '<g fill="#2a2022"><ellipse cx="139" cy="183" rx="5" ry="6"/><ellipse cx="181" cy="183" rx="5" ry="6"/></g>'
    '<path d="M128 168q11-8 22 0m20 0q11-8 22 0M158 186q-8 18 4 20M142 220q18 {smile} 36 0"'
    ' fill="none" stroke="#2a2022" stroke-width="4" stroke-linecap="round"/>'
    '<path d="{front}" fill="{hair}"/>{glasses}</svg>'
)


def draw(rng: random.Random, culture: Culture, *, long_hair: bool, may_have_beard: bool, age: int) -> str:
    """An SVG document, 320 by 400.

    Args:
        rng: decides everything that the other arguments leave open.
        culture: tones of skin and hair.
        long_hair: which kinds of hair are likely.
        may_have_beard: whether a third have one.
        age: in years; hair turns grey with it.
    """
    back, front = HAIR[rng.choice(LONG_HAIR if long_hair else SHORT_HAIR)]
    skin = SKIN[rng.choice(culture.tones)]
    is_grey = rng.random() < (age - 40) / 40
    colours = HAIR_COLOURS[6:] if is_grey else HAIR_COLOURS[:3] if culture.dark_hair else HAIR_COLOURS[:6]
    hair = rng.choice(colours)
    light, deep = rng.choice(SKIES)
    return _DRAWING.format(
        back=back,
        front=front,
        skin=skin,
        hair=hair,
        light=light,
        deep=deep,
        sun_x=rng.randint(30, 290),
        sun_y=rng.randint(30, 120),
        sun=rng.randint(18, 40),
        cloth=rng.choice(CLOTHES),
        beard=BEARD if may_have_beard and rng.random() < 1 / 3 else "",
        smile=rng.randint(6, 16),
        glasses=GLASSES if rng.random() < 0.25 else "",
    )
