"""Letters of the gallery in other languages than English."""

from __future__ import annotations

from letters.document import (
    Addressee,
    Demand,
    Demands,
    Figure,
    HandSignature,
    Heading,
    LetterDocument,
    Letterhead,
    Note,
    NoteRef,
    Quotation,
    SignatoryGroup,
    SignatureLayout,
    Table,
)
from tests.letters.documents import p, t
from tests.letters.pictures import bars, logo, signature
from tools.gallery_parts import organizations, plain


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
