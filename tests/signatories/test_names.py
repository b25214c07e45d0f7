"""Names: keys, sorting, likeness, and who may be whom."""

import itertools
import random

import pytest

from signatories.names import (
    Candidate,
    NameIndex,
    mixed_script,
    name_key,
    possible_duplicates,
    similarity,
    sort_key,
)

KNOWN = [
    ("Harbor Lights Project", "harborlights.example"),
    ("Gulf Neighbors Network", "gulfneighbors.example"),
    ("Temple Street Tenants' Union", "templetenants.example"),
    ("Digital Meadow Alliance", "digitalmeadow.example"),
    ("Center for Porch Quiet", "porchquiet.example"),
    ("Open Window Foundation", "openwindow.example"),
    ("Librarians for Silent Shelves", "silentshelves.example"),
    ("Press Lantern Collective", "presslantern.example"),
    ("Interfaith Table on Cameras", "interfaithtable.example"),
    ("Asociación de Vecinos del Puerto", "vecinospuerto.example"),
    ("Farmworkers' Data Circle", "datacircle.example"),
    ("Coastal Defenders Guild", "coastaldefenders.example"),
    ("Students for Private Corridors", "privatecorridors.example"),
    ("Réseau pour la parole libre", "parolelibre.example"),
    ("Verein Offene Gassen", "offenegassen.example"),
    ("Bay Faith & Justice Table", "bayfaith.example"),
    ("Neighbors Without Files", "withoutfiles.example"),
    ("Union of Parcel Workers, Local 12", "upw12.example"),
    ("Public Tools Network", "publictools.example"),
    ("Cooperative of Doorstep Owners", "doorstepcoop.example"),
    ("Clergy for Open Archives", "openarchives.example"),
    ("Nurses Against Wristbands", "nursesagainst.example"),
    ("Right to Stay Unseen", "stayunseen.example"),
    ("Citizens' Panel Advocates", "citizenspanel.example"),
    ("Seniors for Safe Porches, Not Scanners", "safeporches.example"),
]
GREEK = {"o": "ο", "O": "Ο", "a": "α", "e": "е", "i": "і", "p": "р", "c": "с", "N": "Ν", "A": "Α"}
SUFFIXES = (
    "Inc.",
    "Inc",
    "LLC",
    "Ltd.",
    "Limited",
    "Corp.",
    "e. V.",
    "gGmbH",
    "ASBL",
    "Incorporated",
)
HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202e\u2066\u2069"


def variants(name, domain):
    """Return at least 60 ways to write one organization."""
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    words = name.split()
    made = [
        name.upper(), name.lower(), name.title(), name.swapcase(), wide, wide.upper(),
        f"The {name}", f"THE {name}", f"the {name.lower()}", f"  {name}  ", name.replace(" ", "  "),
        name.replace(" ", "\u00a0"), name.replace(" ", "\n"), name.replace(" ", "\t"),
        name.replace(" ", "-"), name.replace(" ", " – "), f"“{name}”", f'"{name}"', f"«{name}»",
        f"{name}.", f"{name}!", f"{name},", f"({name})", f"*{name}*", name.replace("'", "’"),
        name.replace("'", ""), name.replace("&", "and"), name.replace(" and ", " & "),
        name.replace(",", ""), name.replace(" ", ""), f"{name} ®", f"{name}™",
        name[0] + name, name[:-1], name[:3] + name[4:], name[:5] + name[6] + name[5] + name[7:],
    ]  # fmt: skip
    made += [f"{name}{comma} {suffix}" for suffix in SUFFIXES for comma in ("", ",")]
    made += [name[:4] + hidden + name[4:] for hidden in HIDDEN]
    made += [name.replace(latin, other) for latin, other in GREEK.items() if latin in name]
    made += [name.replace("o", "0", 1), name.replace("l", "1", 1), name.replace("l", "I", 1)]
    made += [" ".join([*words[1:], words[0]])]
    with_domain = [(variant, "") for variant in dict.fromkeys(made)]
    hosts = (domain, f"www.{domain}", f"letters.{domain}", f"a.b.{domain}", domain.upper())
    return [*with_domain, *((f"Campaign Desk {n}", host) for n, host in enumerate(hosts))]


def distinct_names(count, seed=11):
    """Return names of different organizations that share most of their words.

    No two consist of the same words: "Tampa Nurses for Privacy" and "Nurses for Privacy, Tampa"
    are rightly taken for one.
    """
    chance = random.Random(seed)
    towns = "Tampa Orlando Miami Ocala Naples Boston Dallas Denver Seattle Austin".split()
    people = "Tenants Nurses Teachers Librarians Veterans Students Drivers Parents Artists".split()
    causes = ["Dignity", "Privacy", "Free Speech", "Fair Courts", "Open Records", "Housing"]
    forms = (
        "{t} {p} for {c}", "{p} United for {c} in {t}", "{t} {c} Project", "{c} Alliance of {t}",
        "{t} {p} Union", "{p} Against {c} Abuse, {t}", "{t} Center for {c}",
        "{c} Desk of the {t} {p}",
    )  # fmt: skip
    made = {f.format(t=t, p=p, c=c) for f in forms for t in towns for p in people for c in causes}
    return chance.sample(sorted(made), count)


def test_variants_of_one_organization_are_flagged_and_other_names_are_not():
    """S-02: at least 98 % of 60 × 25 variants flagged, at most 2 % of 1,000 other names."""
    index = NameIndex(Candidate(name, domain) for name, domain in KNOWN)
    asked = missed = 0
    for name, domain in KNOWN:
        written = variants(name, domain)
        assert len(written) >= 60, (name, len(written))
        for variant, host in written:
            asked += 1
            missed += name not in {m.candidate.name for m in index.matches(variant, host)}
    others = distinct_names(1000)
    for other in others:
        index.add(Candidate(other))
    flagged = {
        other: found
        for other in others
        if (found := [m for m in index.matches(other) if m.candidate.name != other])
    }
    flags = len(flagged)
    print(f"S-02: {asked - missed} of {asked} variants flagged, {flags} of 1,000 flagged falsely")
    assert (asked - missed) / asked >= 0.98
    assert flags <= 20, list(flagged.items())[:5]


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("THE HARBOR RIGHTS PROJECT ", "harbor rights project"),
        ("Open  Lens Foundation, Inc.", "open lens foundation"),
        ("Verein Offene Gassen e. V.", "verein offene gassen"),
        ("O'Neill & Sons", "oneill and sons"),
        ("O’Neill and Sons", "oneill and sons"),
        ("Οpen Lens", "open lens"),
        ("0pen Lens", "open lens"),
        ("Public Tools Network (PTN)", "public tools network"),
        ("U.S. Tools", "us tools"),
        ("Réseau", "reseau"),
        ("電子人權協會", "電子人權協會"),
        ("Общество цифровых прав", "общество цифровых прав"),
        ("The Foundation", "foundation"),
        ("The", "the"),
        ("Inc.", "inc"),
        ("Local 77", "local 77"),
        ("H4H", "h4h"),
        ("\u200b\u202e", ""),
    ],
)
def test_a_key_drops_what_makes_no_difference(written, key):
    assert name_key(written) == key


def test_a_key_is_its_own_key():
    for name, _ in KNOWN:
        assert name_key(name_key(name)) == name_key(name)


def test_marks_of_other_scripts_stay():
    assert name_key("हिन्दी संघ") == "हिन्दी संघ"
    assert name_key("й") != name_key("и")


def test_similarity_is_symmetrical_and_ends_at_100():
    for (a, _), (b, _) in itertools.pairwise(KNOWN):
        assert similarity(a, b) == similarity(b, a)
        assert 0 <= similarity(a, b) < 100
    assert similarity("The Harbor, Inc.", "harbor") == 100
    assert similarity("", "harbor") == 0


def test_names_sort_as_readers_look_them_up():
    names = ["The Quiet Streets", "“Third Floor” Artists", "zebra", "Émile", "Emil", "Ana", "Ñu"]
    in_order = ["Ana", "Emil", "Émile", "Ñu", "The Quiet Streets", "“Third Floor” Artists", "zebra"]
    assert sorted(names, key=sort_key) == in_order


@pytest.mark.parametrize(
    ("name", "language", "start"),
    [
        ("La Casa", "es", "casa"),
        ("La Casa", "en", "la casa"),
        ("L'Atelier", "fr-FR", "atelier"),
        ("Der Verein", "de", "verein"),
        ("The", "en", "the"),
        ("The Verein", "xx", "verein"),
    ],
)
def test_the_article_of_the_language_does_not_count(name, language, start):
    assert sort_key(name, language).startswith(start)


@pytest.mark.parametrize(
    ("name", "mixed"),
    [
        ("Οpen Lens", True),
        ("Open Lеns", True),
        ("Stop ОСА", True),
        ("Open Lens", False),
        ("Общество Digital", False),
        ("電子 Lens", False),
        ("Réseau", False),
    ],
)
def test_hidden_letters_of_another_script_are_seen(name, mixed):
    assert mixed_script(name) is mixed


@pytest.mark.parametrize(
    ("name", "domain", "reason"),
    [
        ("PTN", "", "acronym"),
        ("Public Tools Netwrok", "", "spelling"),
        ("Public Tools Network – Ohio Chapter", "", "chapter"),
        ("Public Tools Network of Ohio", "", "chapter"),
        ("Public Tools", "", "shortened"),
        ("Someone Else", "www.publictools.example", "web domain"),
        ("Someone Else", "pub1ictools.example", "looks like"),
        ("Ρublic Tools Network", "", "look alike"),
    ],
)
def test_a_match_says_why(name, domain, reason):
    found = possible_duplicates(
        name, domain, [Candidate("Public Tools Network", "publictools.example", ref=7)]
    )
    assert found
    assert found[0].candidate.ref == 7
    assert any(reason in told for told in found[0].reasons)
    assert 0 < found[0].score <= 100


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Tampa Tenants for Dignity", "Miami Tenants for Dignity"),
        ("Union of Parcel Workers, Local 12", "Union of Parcel Workers, Local 13"),
        ("North Shore Watch", "South Shore Watch"),
        ("Nurses for Privacy", "Teachers for Privacy"),
    ],
)
def test_names_that_differ_by_a_word_are_two_organizations(a, b):
    assert possible_duplicates(a, "", [Candidate(b)]) == []


def test_a_shared_host_says_nothing():
    known = [Candidate("Public Tools Network", "facebook.com")]
    assert possible_duplicates("Orchard Keepers", "www.facebook.com", known) == []


def test_nothing_matches_nothing():
    assert possible_duplicates("", "", [Candidate("", ""), Candidate("Harbor")]) == []
