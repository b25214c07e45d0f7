"""Twelve made-up letters that together have every part a letter can have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from letters.document import (
    Addressee,
    Block,
    Demand,
    Demands,
    Figure,
    HandSignature,
    Heading,
    LetterDocument,
    Letterhead,
    ListBlock,
    Note,
    NoteRef,
    Quotation,
    Signatory,
    SignatoryGroup,
    SignatureLayout,
    Table,
    TextVersion,
)
from letters.variants import for_addressee
from tests.letters.documents import INTERNATIONAL, NATIONAL, item, p, stadium_letter, t
from tests.letters.full_letter import full_letter
from tests.letters.pictures import ACCENT, INK, bars, logo, signature

DAY = date(2026, 11, 16)


def gallery() -> Iterator[tuple[str, str, LetterDocument]]:
    """Yield a short name, what can be seen in it, and the letter, twelve times."""
    full = full_letter()
    yield "ballpark", "70 organizations in five scripts, eight notes, demands.", ballpark()
    yield "shelters", "Every part at once: variants, pictures, logos, people, a draft mark.", full
    yield "shelters-board", "The same letter as its first addressee gets it.", final(full, 0)
    yield "shelters-maker", "The same letter as its second addressee gets it.", final(full, 1)
    yield (
        "three-signers",
        "Three signatures by hand, one of them still to be made.",
        three_signers(),
    )
    yield "four-hundred", "400 organizations by state, in three columns.", four_hundred()
    yield "arabic", "From right to left, on A4, with notes and a table.", arabic()
    yield "chinese", "Simplified Chinese, with a quotation and names in Latin letters.", chinese()
    yield "german", "German, hyphenated, on A4, two columns of names.", german()
    yield "spanish", "Spanish, with a chart, a picture and enclosures.", spanish()
    yield "notes", "Twenty-four notes, some referred to twice.", many_notes()
    yield "embargo", "Under embargo, a wall of logos, people and individuals.", embargo()


def ballpark() -> LetterDocument:
    return stadium_letter(version=TextVersion(2, "ab" * 32, date(2026, 10, 30)))


def final(letter: LetterDocument, position: int) -> LetterDocument:
    return replace(for_addressee(letter, position), mark="", hyphenate=False)


def organizations(names: list[str], **facts: str) -> tuple[Signatory, ...]:
    return tuple(Signatory(name, "organization", "national", **facts) for name in names)  # type: ignore[arg-type]


def plain(language: str, title: str, *body: Block, **changes: object) -> LetterDocument:
    letter = LetterDocument(
        language=language,
        title=title,
        date_line="November 16, 2026",
        dated=DAY,
        addressees=(),
        salutation="",
        body=body,
        closing="Respectfully,",
        version=TextVersion(1, "7d" * 32, DAY),
        edition_number=1,
        url="https://openwindows.example/campaigns/letters/",
        letterhead=Letterhead(
            "Open Windows Society",
            "a coalition of readers and neighbors",
            ("5 Casement Row, Fairhaven",),
            email="letters@openwindows.example",
        ),
    )
    return replace(letter, **changes)  # type: ignore[arg-type]


def three_signers() -> LetterDocument:
    hands = (
        HandSignature("Dr. Amara Lindqvist", "Director", "Open Windows Society",
                      signature("Signature of Dr. Amara Lindqvist")),
        HandSignature("Pastor Elias Brandt", "", "Fairhaven Interfaith Table",
                      signature("Signature of Pastor Elias Brandt", waves=4.5)),
        HandSignature("Noor Castillo", "Chair", "Tenants of Casement Row"),
    )  # fmt: skip
    return plain(
        "en-US",
        "Keep the reading room open in the evening",
        p("The reading room closes at five. Most of the people who read in it work until six."),
        p("We counted for two weeks in October: thirty-one people a day found the door locked."),
        ListBlock(
            ordered=True,
            items=(
                item("Open the room until nine on three evenings a week."),
                item("Say on the door which evenings these are."),
            ),
        ),
        p("Volunteers from our three organizations will sit at the desk."),
        addressees=(Addressee("Ms. Beatrix Amberley", "City Librarian", "City of Fairhaven"),),
        salutation="Dear Ms. Amberley:",
        hand_signatures=hands,
        delivery_line="By hand",
        copies=("Fairhaven City Council",),
        version=None,
    )


_STATES = (
    "Ohio,OH Maine,ME Vermont,VT Oregon,OR Nevada,NV Iowa,IA Georgia,GA Texas,TX Utah,UT Alaska,AK"
)
_KINDS = (
    "Tenants’ Council", "Readers’ Union", "Privacy Table", "League of Night Workers",
    "Interfaith Circle", "Parents’ Assembly", "Open Records Project", "Cooperative of Artists",
)  # fmt: skip
_TOWNS = "Fairhaven,Millbrook,Ashford,Portsea,Kingsley,Redwater,Elmhurst,Dunmore,Larkfield,Westbay"


def four_hundred() -> LetterDocument:
    places = [tuple(part.split(",")) for part in _STATES.split()]
    towns = _TOWNS.split(",")
    groups = []
    for at, (state, code) in enumerate(places):
        names = [
            f"{towns[(number + at) % 10]} {_KINDS[number % 8]} of {state}" for number in range(40)
        ]
        members = organizations(sorted(names), country="US", region=code)
        groups.append(SignatoryGroup(f"US-{code}", state, members))
    return plain(
        "en-US",
        "Let nobody buy a list of who reads what",
        p("Libraries lend books. Some of the programs that help them also sell what they know."),
        p("We ask for a law of one sentence, and we offer it here."),
        Quotation((p("“What a person borrows is nobody’s business and nobody’s merchandise.”"),)),
        addressees=(Addressee("Members of the Committee on Commerce", "", "House of States"),),
        salutation="Dear Members of the Committee:",
        groups=tuple(sorted(groups, key=lambda group: group.label)),
        layout=SignatureLayout(grouping="place"),
        reference="H.R. 4410",
    )


def arabic() -> LetterDocument:
    return plain(
        "ar",
        "أوقفوا قياس وجوه المصلين والمارة في السوق القديم",
        p("نكتب إليكم نيابة عن أصحاب المتاجر والسكان. منذ الربيع تعمل في السوق أربعون كاميرا.",
          NoteRef(1), " ولم يُسأل أحد منا عن رأيه."),
        Heading((t("ما نعرفه"),)),
        p("تحفظ الشركة Quill Shelters صور الوجوه ثلاثين يومًا، ثم تبيعها.", NoteRef(2)),
        Table((((t("المكان"),), (t("الكاميرات"),)), ((t("باب البحر"),), (t("12"),)),
               ((t("سوق النحاسين"),), (t("28"),)))),
        Demands((t("ما نطلبه"),), (p("قبل نهاية العام نطلب من المجلس:"),), (
            Demand(1, (p("إيقاف الكاميرات ومحو ما جُمع."),)),
            Demand(2, (p("نشر العقد كاملًا."),)),
        )),
        date_line="16 نوفمبر 2026",
        addressees=(
            Addressee("السيدة ليلى الحداد", "رئيسة المجلس", "مجلس المدينة القديمة"),
            Addressee("السيد يوسف النجار", "مدير الأسواق", "بلدية الميناء"),
        ),
        salutation="السيدة ليلى الحداد والسيد يوسف النجار المحترمين،",
        closing="مع فائق الاحترام،",
        notes=(Note(1, (p("أحصيناها في مايو 2026."),)), Note(2, (p("العقد رقم 114، المادة 9."),))),
        groups=(SignatoryGroup("national", "منظمات", organizations(
            ["جمعية أصدقاء السوق", "رابطة القراء", "نقابة الحرفيين", "بيت الجيران",
             "Open Windows Society", "مبادرة الباب المفتوح", "اتحاد سائقي العربات"])),),
        letterhead=Letterhead("جمعية النوافذ المفتوحة", "باسم الموقعين", ("شارع المرسى 5",),
                              logos=(logo("جمعية النوافذ المفتوحة"),)),
        paper="a4",
        copies=("ديوان المظالم",),
    )  # fmt: skip


def chinese() -> LetterDocument:
    return plain(
        "zh-Hans",
        "请停止在公交站采集候车人的面部信息",
        p("我们代表每天在车站候车的居民写这封信。自今年春天起，十一个车站装上了会识别面孔的灯。",
          NoteRef(1), "没有人征求过我们的意见。"),
        Heading((t("我们所知道的"),)),
        p("这些灯由 Quill Shelters 公司制造，面部图像保存三十天。"),
        Quotation((p("“我只想等车，不想被记住。”"),), (t("一位居民，致联署组织的信"),)),
        Demands((t("我们的诉求"),), (p("请在冬季时刻表实行之前："),), (
            Demand(1, (p("删除已经采集的全部面部图像。"),)),
            Demand(2, (p("拆除灯内的摄像头，并公布合同。"),)),
        )),
        date_line="2026年11月16日",
        addressees=(Addressee("林海燕女士", "主席", "港口交通局", ("码头街一号",)),),
        salutation="林海燕女士：",
        closing="此致敬礼",
        notes=(Note(1, (p("二〇二六年五月，由志愿者清点。"),)),),
        groups=(SignatoryGroup("national", "全国组织", organizations(
            ["开窗读书会", "慢车之友", "港口邻里互助社", "公共记录工作坊", "夜班工人联盟",
             "Open Windows Society", "開放球場協會", "Общество читателей"])),),
        letterhead=Letterhead("开窗读书会", "代表全体联署组织", ("窗前路五号",)),
        paper="a4",
        enclosures=("清点记录",),
    )  # fmt: skip


def german() -> LetterDocument:
    return plain(
        "de-DE",
        "Keine Gesichtserkennung an Haltestellen",
        p("Wer auf den Bus wartet, willigt in nichts ein. Trotzdem werten elf Haltestellen der "
          "Hafenverkehrsgesellschaft seit dem Frühjahr die Gesichter der Wartenden aus.",
          NoteRef(1), " Die Datenschutzfolgenabschätzung, die das Gesetz verlangt, fehlt."),
        p("Die Verkehrsbetriebe berufen sich auf Fahrgastzählungen. Für eine Zählung genügt eine "
          "Lichtschranke; ein Gesichtsabgleich mit Aufbewahrungsfristen von dreißig Tagen ist "
          "dafür weder erforderlich noch verhältnismäßig."),
        Table((((t("Haltestelle"),), (t("Aufnahmen im Mai"),), (t("Frist in Tagen"),)),
               ((t("Fährlände"),), (t("48.210"),), (t("30"),)),
               ((t("Marktplatz"),), (t("61.994"),), (t("400"),))),
              caption=(t("Gespeicherte Gesichter"),)),
        Demands((t("Was wir fordern"),), (), (
            Demand(1, (p("Löschen Sie die Aufnahmen."),)),
            Demand(2, (p("Veröffentlichen Sie den Wartungsvertrag."),)),
        )),
        date_line="16. November 2026",
        addressees=(Addressee("Frau Ingrid Halden", "Vorsitzende", "Hafenverkehrsgesellschaft"),),
        salutation="Sehr geehrte Frau Halden,",
        closing="Mit freundlichen Grüßen",
        notes=(Note(1, (p("Eigene Zählung, Mai 2026."),)),),
        groups=(SignatoryGroup("national", "Bundesweit", organizations(
            ["Arbeitskreis Offene Fenster e. V.", "Bund der Nachtschichtarbeitenden",
             "Gesellschaft für langsame Züge", "Lesekreis Hafenstraße", "Würde im Stadion e. V.",
             "Donaudampfschifffahrtsfreunde", "Initiative Ehrliche Statistik"])),),
        hyphenate=True,
        layout=SignatureLayout(columns=2),
        paper="a4",
        enclosures=("Zählprotokoll",),
    )  # fmt: skip


def spanish() -> LetterDocument:
    return plain(
        "es-US",
        "Que nadie tenga que mostrar la cara para esperar el autobús",
        p("Escribimos en nombre de quienes esperan el autobús antes del amanecer."),
        Figure(bars("Cinco barras; la última mide el doble que la segunda."),
               (t("Caras guardadas cada año, en miles"),)),
        Quotation((p("«Mi hija preguntó por qué la lámpara la miraba».", ),),
                  (t("Una madre de Puerto Claro"),)),
        p("Pedimos que se retiren las cámaras y que se publique el contrato."),
        date_line="16 de noviembre de 2026",
        addressees=(Addressee("Sra. Inés Haldón", "Presidenta", "Junta de Transporte del Puerto"),
                    Addressee("Sr. Tobías Quiroga", "Director", "Refugios Quiroga")),
        salutation="Estimada Sra. Haldón y estimado Sr. Quiroga:",
        closing="Atentamente,",
        delivery_line="Por correo electrónico y postal",
        hand_signatures=(HandSignature("Lucía Ferrán", "Coordinadora", "Vecinas del Muelle",
                                       signature("Firma de Lucía Ferrán")),),
        groups=(SignatoryGroup("local", "Locales", organizations(
            ["Asociación de Vecinas del Muelle", "Círculo de Lectoras", "Cooperativa La Lancha",
             "Fundación Caras Libres", "Sindicato de Choferes Nocturnos"])),),
        enclosures=("Recuento de once paradas", "Dos fotografías"),
        copies=("Defensoría del Pueblo",),
    )  # fmt: skip


def many_notes() -> LetterDocument:
    body: list[Block] = []
    for number in range(1, 25):
        again = (NoteRef(number - 1),) if number % 6 == 0 else ()
        body.append(p(
            f"Finding {number}. The city keeps records of its readers for longer than it says, and "
            "the record that we received under the public records law shows it.",
            NoteRef(number), *again,
        ))  # fmt: skip
        if number % 8 == 0 and number < 24:
            body.append(Heading((t(f"What we learned after finding {number}"),)))
    notes = tuple(
        Note(number, (p(f"Record {number}, ", t("Annual Report", italic=True), f", {number + 3}."),
                      *((p("The annex is withheld."),) if number % 5 == 0 else ())))
        for number in range(1, 25)
    )  # fmt: skip
    return plain(
        "en-US",
        "Twenty-four findings on what the library remembers",
        *body,
        addressees=(Addressee("Ms. Beatrix Amberley", "City Librarian", "City of Fairhaven"),),
        salutation="Dear Ms. Amberley:",
        notes=notes,
        groups=(SignatoryGroup("national", "National", organizations(NATIONAL[:24])),),
    )


def embargo() -> LetterDocument:
    people = ("Ada Reed", "Tomas Iyer", "Ruth Okafor", "Lena Marsh", "Omar Vance", "Ivy Stone")
    members = tuple(
        Signatory(name, "organization", "national", person=people[at % 6], person_title="Director",
                  logo=logo(name, colour=INK if at % 2 else ACCENT, petals=3 + at), lead=at == 0)
        for at, name in enumerate(NATIONAL[:9])
    )  # fmt: skip
    persons = tuple(
        Signatory(f"Dr. {name}", "individual", "individual", affiliation=f"{town} College")
        for name, town in zip(people, _TOWNS.split(","), strict=False)
    )
    return plain(
        "en-GB",
        "Publish the contracts for face recognition",
        p("Eleven councils have signed the same contract. None of them has published it."),
        p("We ask each of them to do so before the next meeting."),
        date_line="16 November 2026",
        addressees=(Addressee("The Chairs of the Eleven Councils"),),
        salutation="Dear Chairs,",
        mark="Under embargo until November 20, 2026",
        groups=(
            SignatoryGroup("national", "National", members),
            SignatoryGroup("international", "International", organizations(INTERNATIONAL)),
            SignatoryGroup("individual", "Individuals", persons),
        ),
        layout=SignatureLayout(columns=1, people=True, logos=True),
    )
