from home.promises import promises


def test_the_periods_are_those_that_are_set() -> None:
    kept = promises(lead="Harbor", confirm_hours=1, keep_contacts_days=7, keep_mail_days=28)
    periods = {one.what: one.how_long for one in kept}
    assert periods["Requests that nobody confirmed"] == "1 hour"
    assert periods["Name, title, email of who signed"].startswith("7 days after the list")
    assert periods["Messages that we send to you"].startswith("28 days")


def test_every_promise_says_what_why_who_and_how_long() -> None:
    kept = promises(lead="", confirm_hours=72, keep_contacts_days=90, keep_mail_days=1)
    assert all(one.what and one.why and one.who and one.how_long for one in kept)
    assert not any("of ," in one.who or one.who.endswith("of ") for one in kept)
