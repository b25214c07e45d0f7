"""The words of each language that a letter's frame is written in. Pure; see `letters.wording`."""

from __future__ import annotations

from letters.phrase import Words
from letters.phrases_far import ARABIC, CHINESE, HEBREW, TRADITIONAL

_ENGLISH = Words(
    re="Re:",
    notes="Notes",
    undersigned="The undersigned",
    organizations=("organization", "organizations"),
    individuals=("individual", "individuals"),
    joint="and",
    lead="lead",
    page=("Page", "of"),
    letter_to="Letter to {}",
    others="and others",
    version="Version {} of the text",
    edition="Edition {}",
    agreed="Everyone named above agreed to exactly this text.",
    agreed_earlier="Everyone named above agreed to this text, {} of them in an earlier wording "
    "that was changed only editorially since.",
    digest="SHA-256 of its plain form:",
    identification="Affiliations of individuals are named for identification only.",
    note="Note {}",
    back="Back to reference {}",
    demand="Link to demand {}",
    months=tuple(
        "January February March April May June "
        "July August September October November December".split()
    ),
    day="{day} {month} {year}",
    only=("Only in the letter to {}", "Only in the letters to {}"),
    end="End",
    picture="Picture",
    enclosures=("Enclosure:", "Enclosures:"),
    copies="cc:",
    states=("state", "states"),
    countries=("country", "countries"),
    places="{} in {}",
    rest="The full list of names: {}",
    logos="Logos of organizations that signed",
)
_SPANISH = Words(
    re="Asunto:",
    notes="Notas",
    undersigned="Quienes firman",
    organizations=("organización", "organizaciones"),
    individuals=("persona", "personas"),
    joint="y",
    lead="coordinación",
    page=("Página", "de"),
    letter_to="Carta a {}",
    others="y otras personas",
    version="Versión {} del texto",
    edition="Edición {}",
    agreed="Quienes figuran arriba aceptaron exactamente este texto.",
    agreed_earlier="Quienes figuran arriba aceptaron este texto; {} en una redacción anterior que "
    "desde entonces solo tuvo correcciones de estilo.",
    digest="SHA-256 de su forma simple:",
    identification="La afiliación de las personas se indica solo para identificarlas.",
    note="Nota {}",
    back="Volver a la referencia {}",
    demand="Enlace a la petición {}",
    months=tuple(
        "enero febrero marzo abril mayo junio "
        "julio agosto septiembre octubre noviembre diciembre".split()
    ),
    day="{day} de {month} de {year}",
    only=("Solo en la carta a {}", "Solo en las cartas a {}"),
    end="Fin",
    picture="Imagen",
    enclosures=("Anexo:", "Anexos:"),
    copies="c. c.:",
    states=("estado", "estados"),
    countries=("país", "países"),
    places="{} de {}",
    rest="La lista completa: {}",
    logos="Logotipos de organizaciones firmantes",
)
_FRENCH = Words(
    re="Objet :",
    notes="Notes",
    undersigned="Les signataires",
    organizations=("organisation", "organisations"),
    individuals=("personne", "personnes"),
    joint="et",
    lead="coordination",
    page=("Page", "sur"),
    letter_to="Lettre à {}",
    others="et autres",
    version="Version {} du texte",
    edition="Édition {}",
    agreed="Les signataires ci-dessus ont approuvé exactement ce texte.",
    agreed_earlier="Les signataires ci-dessus ont approuvé ce texte, dont {} dans une rédaction "
    "antérieure qui n’a connu depuis que des corrections de forme.",
    digest="SHA-256 de sa forme simple :",
    identification="L’affiliation des personnes n’est donnée que pour les identifier.",
    note="Note {}",
    back="Retour à l’appel {}",
    demand="Lien vers la demande {}",
    months=tuple(
        "janvier février mars avril mai juin "
        "juillet août septembre octobre novembre décembre".split()
    ),
    day="{day} {month} {year}",
    only=("Seulement dans la lettre à {}", "Seulement dans les lettres à {}"),
    end="Fin",
    picture="Image",
    enclosures=("Pièce jointe :", "Pièces jointes :"),
    copies="Copie :",
    states=("État", "États"),
    countries=("pays", "pays"),
    places="{} de {}",
    rest="La liste entière : {}",
    logos="Logos des organisations signataires",
)
_GERMAN = Words(
    re="Betreff:",
    notes="Anmerkungen",
    undersigned="Die Unterzeichnenden",
    organizations=("Organisation", "Organisationen"),
    individuals=("Person", "Personen"),
    joint="und",
    lead="federführend",
    page=("Seite", "von"),
    letter_to="Brief an {}",
    others="und andere",
    version="Fassung {} des Textes",
    edition="Ausgabe {}",
    agreed="Alle oben Genannten haben genau diesem Text zugestimmt.",
    agreed_earlier="Alle oben Genannten haben diesem Text zugestimmt, davon {} in einer früheren "
    "Fassung, die seither nur redaktionell geändert wurde.",
    digest="SHA-256 seiner reinen Textform:",
    identification="Zugehörigkeiten von Personen dienen nur der Kennzeichnung.",
    note="Anmerkung {}",
    back="Zurück zur Stelle {}",
    demand="Link zur Forderung {}",
    months=tuple(
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    day="{day}. {month} {year}",
    only=("Nur im Brief an {}", "Nur in den Briefen an {}"),
    end="Ende",
    picture="Bild",
    enclosures=("Anlage:", "Anlagen:"),
    copies="Kopie an:",
    states=("Bundesstaat", "Bundesstaaten"),
    countries=("Land", "Ländern"),
    places="{} aus {}",
    rest="Die ganze Liste: {}",
    logos="Logos unterzeichnender Organisationen",
)
# By language; what stands before the hyphen counts where the whole is not here.
PHRASES = {
    "en": _ENGLISH,
    "es": _SPANISH,
    "fr": _FRENCH,
    "de": _GERMAN,
    "ar": ARABIC,
    "he": HEBREW,
    "zh": CHINESE,
    "zh-hant": TRADITIONAL,
    "zh-tw": TRADITIONAL,
    "zh-hk": TRADITIONAL,
}
