import pytest

from home.models import HomePage
from tests.home import factories


@pytest.fixture
def home(db: None) -> HomePage:
    return factories.a_site()
