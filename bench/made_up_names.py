"""Names of made-up organizations that share their words as real ones do, and slips of the pen."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

_SYLLABLES = "al bar cor dan el fen gar hol ist jun kel lor mar nes ov pel quin ros sil tor".split()
_ENDS = "ton ville burg field ford port haven mont wood dale bay brook".split()
_PEOPLE = (
    "Tenants Nurses Teachers Librarians Veterans Students Drivers Parents Artists Neighbors Workers"
    " Farmers Seniors Immigrants Lawyers Clergy Journalists Patients Renters Riders Women Youth"
    " Gardeners Sailors"
).split()
_CAUSES = [
    "Privacy", "Dignity", "Housing", "Justice", "Free Speech", "Fair Courts", "Open Records",
    "Clean Water", "Digital Rights", "Public Transit", "Mental Health", "Food Security",
    "Safe Streets", "Equal Pay", "Civil Liberties", "Press Freedom", "Disability Rights",
    "Open Government", "Police Accountability", "Voting Rights", "Racial Equity", "Peace",
    "Consumer Protection", "Religious Freedom",
]  # fmt: skip
_FORMS = (
    "{t} {p} for {c}", "{p} United for {c} of {t}", "{t} {c} Project", "{c} Alliance of {t}",
    "{t} {p} Union, Local {n}", "{p} Against Surveillance {t}", "{t} Center for {c}",
    "{c} Coalition of the {t} {p}", "{t} {a} Network", "{a} {b} Foundation", "Friends of {a} {t}",
    "{a} & {b} Collective", "{t} {p} Association", "American {a} Society for {c}", "{a}",
)  # fmt: skip


def names(count: int, seed: int = 4) -> list[str]:
    """Return `count` different names, always the same for one seed."""
    chance = Random(seed)
    towns = sorted({_word(chance) + chance.choice(_ENDS) for _ in range(700)})
    words = sorted({_word(chance) + chance.choice(_SYLLABLES) for _ in range(3_000)})
    made: dict[str, None] = {}
    while len(made) < count:
        form = chance.choice(_FORMS)
        made[
            form.format(
                t=chance.choice(towns),
                p=chance.choice(_PEOPLE),
                c=chance.choice(_CAUSES),
                n=chance.randint(1, 900),
                a=chance.choice(words),
                b=chance.choice(words),
            )
        ] = None
    return list(made)


def _word(chance: Random) -> str:
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(1, 3))).capitalize()


def with_a_slip(name: str, chance: Random) -> str:
    """Return `name` with one letter left out, doubled, changed, or swapped with the next."""
    places = [place for place in _letters(name) if len(_word_at(name, place)) >= 4]
    at = chance.choice(places or list(_letters(name)))
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        other = chance.choice([c for c in "abcdefghijklmnopqrstuvwxyz" if c != name[at].lower()])
        return name[:at] + other + name[at + 1 :]
    swapped = at if at + 1 < len(name) and name[at + 1].isalpha() else at - 1
    pair = name[swapped : swapped + 2][::-1]
    return name[:swapped] + pair + name[swapped + 2 :]


def _letters(name: str) -> Iterator[int]:
    return (place for place, letter in enumerate(name) if letter.isalpha())


def _word_at(name: str, place: int) -> str:
    return name[: place + 1].rsplit(maxsplit=1)[-1] + (name[place + 1 :].split(" ", maxsplit=1)[0])
