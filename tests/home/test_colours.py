import pytest

from home import colours


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#b8231a", "#ffffff", 6.4),
        ("#ff8a75", "#14161a", 7.9),
        ("#767676", "#ffffff", 4.5),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.06)


@pytest.mark.parametrize("value", ["#B8231A", " #b8231a "])
def test_a_colour_is_written_one_way(value: str) -> None:
    assert colours.clean_colour(value) == "#b8231a"


@pytest.mark.parametrize(
    "value", ["", "red", "#fff", "#b8231a;}", "#b8231g", "b8231a", "#b8231a\n;"]
)
def test_what_is_no_colour_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="six figures"):
        colours.clean_colour(value)


def test_an_accent_that_cannot_be_read_is_refused_with_its_contrast() -> None:
    with pytest.raises(ValueError, match=r"is 1\.2; it must be 4\.5 or more\. Choose a darker"):
        colours.check_accent("#ffee99", paper=colours.PAPER_LIGHT)
    with pytest.raises(ValueError, match="Choose a lighter"):
        colours.check_accent("#330000", paper=colours.PAPER_DARK)
