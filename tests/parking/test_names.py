"""How names and extensions are compared."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpark.parking.names import extension_key, folded, trimmed


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Müller", "muller"),
        ("MU\u0308LLER", "muller"),
        ("İstanbul", "istanbul"),
        ("Straße", "strasse"),
        ("ﬁne", "fine"),
        ("Ｗｉｄｅ", "wide"),
        ("Σίσυφος", "σισυφοσ"),
        ("a\x1fb\nc", "a b c"),
        ("Jo hn ", "jo hn "),
    ],
)
def test_folded(name: str, key: str) -> None:
    assert folded(name) == key


@given(st.text())
def test_folding_is_stable_and_blind_to_how_a_text_is_composed(text: str) -> None:
    key = folded(text)
    assert folded(key) == key
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text)) == key


@given(st.text())
def test_trimming_is_stable(name: str) -> None:
    stored = trimmed(name)
    assert trimmed(stored) == stored


@given(st.lists(st.text("0123456789", min_size=2, max_size=10)))
def test_extensions_sort_as_numbers_then_by_text(extensions: list[str]) -> None:
    assert sorted(extensions, key=extension_key) == sorted(extensions, key=lambda one: (int(one), one))
