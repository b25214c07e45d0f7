"""What a letter's page says of its delivery, in the words of each language. Pure.

Every phrase begins in lower case, for it may stand second in its sentence. Languages that have no
table get English; see `letters.public_status`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CHANNELS = ("email", "post", "hand", "form", "docket", "press")


@dataclass(frozen=True, slots=True)
class FatePhrases:
    """`{by}` is one of `channels`, `{day}` a date, `{}` a number of days."""

    channels: tuple[str, ...]  # in the order of CHANNELS
    delivered: str
    sent: str
    planned: str
    unknown: str
    failed: str
    silence: tuple[str, ...]  # one day, several; where they differ: three to ten
    unread: str
    acknowledged: str
    answered: str
    refused: str
    met: str
    between: str = "; "
    stop: str = "."


_ENGLISH = FatePhrases(
    channels=(
        "by email",
        "by post",
        "by hand",
        "through their web form",
        "through the docket",
        "through the press",
    ),
    delivered="delivered {by} on {day}",
    sent="sent {by} on {day}",
    planned="to be sent {by}",
    unknown="it is not known yet whether it was sent {by}",
    failed="could not be delivered {by}",
    silence=("no answer after {} day", "no answer after {} days"),
    unread="an answer came on {day}",
    acknowledged="receipt acknowledged on {day}",
    answered="answered on {day}",
    refused="refused on {day}",
    met="what it asks for was granted on {day}",
)
_SPANISH = FatePhrases(
    channels=(
        "por correo electrónico",
        "por correo postal",
        "en mano",
        "por su formulario web",
        "en el expediente",
        "a través de la prensa",
    ),
    delivered="entregada {by} el {day}",
    sent="enviada {by} el {day}",
    planned="aún por enviar {by}",
    unknown="aún no se sabe si se envió {by}",
    failed="no se pudo entregar {by}",
    silence=("sin respuesta tras {} día", "sin respuesta tras {} días"),
    unread="llegó una respuesta el {day}",
    acknowledged="acuse de recibo el {day}",
    answered="respondida el {day}",
    refused="rechazada el {day}",
    met="lo que pide se concedió el {day}",
)
_FRENCH = FatePhrases(
    channels=(
        "par courriel",
        "par la poste",
        "en main propre",
        "par leur formulaire en ligne",
        "par dépôt au dossier",
        "par la presse",
    ),
    delivered="remise {by} le {day}",
    sent="envoyée {by} le {day}",
    planned="encore à envoyer {by}",
    unknown="on ignore encore si elle a été envoyée {by}",
    failed="n’a pas pu être remise {by}",
    silence=("sans réponse après {} jour", "sans réponse après {} jours"),
    unread="une réponse est arrivée le {day}",
    acknowledged="réception confirmée le {day}",
    answered="réponse donnée le {day}",
    refused="refusée le {day}",
    met="ce qu’elle demande a été accordé le {day}",
    between=" ; ",
)
_GERMAN = FatePhrases(
    channels=(
        "per E-Mail",
        "per Post",
        "persönlich",
        "über das Webformular",
        "über die Verfahrensakte",
        "über die Presse",
    ),
    delivered="am {day} {by} zugestellt",
    sent="am {day} {by} versandt",
    planned="wird noch {by} versandt",
    unknown="noch ist nicht bekannt, ob er {by} versandt wurde",
    failed="konnte {by} nicht zugestellt werden",
    silence=("nach {} Tag keine Antwort", "nach {} Tagen keine Antwort"),
    unread="am {day} kam eine Antwort",
    acknowledged="Eingang am {day} bestätigt",
    answered="am {day} beantwortet",
    refused="am {day} abgelehnt",
    met="die Forderung wurde am {day} erfüllt",
)
_ARABIC = FatePhrases(
    channels=(
        "بالبريد الإلكتروني",
        "بالبريد",
        "باليد",
        "عبر نموذج موقعهم",
        "عبر ملف القضية",
        "عبر الصحافة",
    ),
    delivered="سُلّمت {by} في {day}",
    sent="أُرسلت {by} في {day}",
    planned="ستُرسل {by}",
    unknown="لم يُعرف بعد هل أُرسلت {by}",
    failed="تعذّر تسليمها {by}",
    silence=("لا رد بعد {} يوم", "لا رد بعد {} يومًا", "لا رد بعد {} أيام"),
    unread="ورد رد في {day}",
    acknowledged="تأكد استلامها في {day}",
    answered="أُجيب عنها في {day}",
    refused="رُفضت في {day}",
    met="تحقق ما تطلبه في {day}",
    between="؛ ",
)
_HEBREW = FatePhrases(
    channels=(
        "בדואר אלקטרוני",
        "בדואר",
        "ביד",
        "דרך טופס באתרם",
        "דרך תיק ההליך",
        "דרך העיתונות",
    ),
    delivered="נמסר {by} ב־{day}",
    sent="נשלח {by} ב־{day}",
    planned="עדיין לא נשלח {by}",
    unknown="עדיין לא ידוע אם נשלח {by}",
    failed="לא ניתן היה למסור {by}",
    silence=("אין תשובה לאחר יום {}", "אין תשובה לאחר {} ימים"),
    unread="תשובה הגיעה ב־{day}",
    acknowledged="הקבלה אושרה ב־{day}",
    answered="נענה ב־{day}",
    refused="נדחה ב־{day}",
    met="המבוקש ניתן ב־{day}",
)
_CHINESE = FatePhrases(
    channels=("通过电子邮件", "通过邮寄", "当面", "通过其网站表单", "通过案卷系统", "通过媒体"),
    delivered="{day}{by}送达",
    sent="{day}{by}发出",
    planned="尚待{by}发送",
    unknown="尚不确定是否已{by}发出",
    failed="未能{by}送达",
    silence=("{} 天后仍无答复", "{} 天后仍无答复"),
    unread="{day}收到答复",
    acknowledged="{day}确认收到",
    answered="{day}已答复",
    refused="{day}被拒绝",
    met="{day}诉求获得满足",
    between="；",
    stop="。",
)
_TRADITIONAL = replace(
    _CHINESE,
    channels=("透過電子郵件", "透過郵寄", "當面", "透過其網站表單", "透過案卷系統", "透過媒體"),
    delivered="{day}{by}送達",
    sent="{day}{by}發出",
    planned="尚待{by}發送",
    unknown="尚不確定是否已{by}發出",
    failed="未能{by}送達",
    silence=("{} 天後仍無答覆", "{} 天後仍無答覆"),
    unread="{day}收到答覆",
    acknowledged="{day}確認收到",
    answered="{day}已答覆",
    refused="{day}被拒絕",
    met="{day}訴求獲得滿足",
)
# By language; what stands before the hyphen counts where the whole is not here.
FATES = {
    "en": _ENGLISH,
    "es": _SPANISH,
    "fr": _FRENCH,
    "de": _GERMAN,
    "ar": _ARABIC,
    "he": _HEBREW,
    "zh": _CHINESE,
    "zh-hant": _TRADITIONAL,
    "zh-tw": _TRADITIONAL,
    "zh-hk": _TRADITIONAL,
}
