"""Web domains that tell one organization from another."""

from signatories.authority import registered_domain
from signatories.free_mail import FREE_MAIL
from signatories.name_keys import word_set

_SHARED_HOSTS = word_set(
    "facebook.com instagram.com linkedin.com twitter.com x.com youtube.com linktr.ee google.com"
    " medium.com substack.com meetup.com actionnetwork.org"
)


def telling_domain(domain: str) -> str:
    """Return the registered part of a host name where it says who somebody is, "" otherwise.

    `florida.group.example` gives `group.example`. Hosts that many share, such as social networks
    and free mailboxes, give "".
    """
    registered = registered_domain(domain)
    return "" if registered in _SHARED_HOSTS or registered in FREE_MAIL else registered
