"""Mail providers at which anybody can have an address, by registrable domain. Data only."""

from __future__ import annotations

from typing import Final

FREE_MAIL: Final = frozenset(
    {
        "126.com", "163.com", "aim.com", "aol.com", "att.net", "bellsouth.net", "bluewin.ch",
        "bt.com", "btinternet.com", "charter.net", "comcast.net", "cox.net", "disroot.org",
        "duck.com", "earthlink.net", "email.com", "fastmail.com", "fastmail.fm", "free.fr",
        "freemail.hu", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de",
        "gmx.net", "googlemail.com", "hey.com", "hotmail.be", "hotmail.co.uk", "hotmail.com",
        "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hushmail.com", "icloud.com",
        "inbox.lv", "juno.com", "keemail.me", "laposte.net", "libero.it", "live.co.uk", "live.com",
        "live.fr", "live.nl", "mac.com", "mail.com", "mail.ru", "mailbox.org", "mailfence.com",
        "me.com", "msn.com", "naver.com", "o2.pl", "onet.pl", "online.de", "optonline.net",
        "orange.fr", "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "pm.me",
        "posteo.de", "posteo.net", "proton.me", "protonmail.ch", "protonmail.com", "qq.com",
        "rediffmail.com", "riseup.net", "rocketmail.com", "runbox.com", "sbcglobal.net",
        "seznam.cz", "sfr.fr", "skynet.be", "systemli.org", "t-online.de", "terra.com.br",
        "tuta.com", "tuta.io", "tutamail.com", "tutanota.com", "tutanota.de", "uol.com.br",
        "verizon.net", "virgilio.it", "wanadoo.fr", "web.de", "wp.pl", "yahoo.ca", "yahoo.co.in",
        "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br", "yahoo.com.mx", "yahoo.de",
        "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "zoho.com",
    }
)  # fmt: skip
