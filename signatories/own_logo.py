"""A signer's own logo: sent, seen by them alone until a reviewer shows it, taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from privacy.limits import allow
from signatories import tokens
from signatories.logo_review import store_logo
from signatories.logos import UnusableLogo
from signatories.models import OrganizationLogo, SignOn
from signatories.status import STANDING
from signatories.tokens import Purpose

LOGOS_A_DAY: Final = 10  # each is drawn anew, which costs up to seconds
SHOWN_SIDE: Final = 192  # pixels
_STATUS = OrganizationLogo.Status


@dataclass(frozen=True, slots=True)
class OwnLogo:
    """What a signer's page says of logos."""

    possible: bool  # organizations have logos, as long as they stand or wait
    waiting: OrganizationLogo | None
    shown: OrganizationLogo | None

    @property
    def width(self) -> int:
        """How wide it is shown, in pixels."""
        return round(self._scale * self.latest.width) if self.latest else 0

    @property
    def height(self) -> int:
        """How high it is shown, in pixels."""
        return round(self._scale * self.latest.height) if self.latest else 0

    @property
    def _scale(self) -> float:
        longest = max(self.latest.width, self.latest.height, 1) if self.latest else 1
        return min(1.0, SHOWN_SIDE / longest)

    @property
    def latest(self) -> OrganizationLogo | None:
        """The one that the signer should see."""
        return self.waiting or self.shown


def own_logo(sign_on: SignOn) -> OwnLogo:
    """Return the logos that came with a sign-on; two queries, none where there can't be one."""
    possible = sign_on.kind == SignOn.Kind.ORGANIZATION and sign_on.status in STANDING
    if not possible:
        return OwnLogo(possible=False, waiting=None, shown=None)
    own = OrganizationLogo.objects.filter(sign_on_id=sign_on.pk).order_by("-uploaded_at", "-pk")
    return OwnLogo(
        possible=True,
        waiting=own.filter(status=_STATUS.PENDING).first(),
        shown=own.filter(status=_STATUS.SHOWN).first(),
    )


def send_logo(*, token: str, data: bytes, now: datetime) -> bool:
    """Keep a logo for a reviewer to look at, in place of one that waits; True if it did.

    Raises:
        UnusableLogo: with a sentence for the signer.
    """
    found = tokens.find(token, Purpose.MANAGE, now=now)
    if found is None or not own_logo(found.sign_on).possible:
        return False
    subject = str(found.sign_on_id)
    day = timedelta(days=1)
    if not allow(kind="own logos", subject=subject, limit=LOGOS_A_DAY, per=day, now=now):
        raise UnusableLogo(f"{LOGOS_A_DAY} logos came today. Send the next one tomorrow.")
    store_logo(sign_on=found.sign_on, data=data, now=now)
    return True


def take_back_logo(*, token: str, now: datetime) -> bool:
    """Erase the logos that came with a sign-on, shown or not; True if there were any."""
    found = tokens.find(token, Purpose.MANAGE, now=now)
    if found is None:
        return False
    return OrganizationLogo.objects.filter(sign_on_id=found.sign_on_id).delete()[0] > 0
