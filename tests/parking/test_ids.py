"""Public ids: the documented samples, and that whatever is written is read again."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callpark import ids
from callpark.ids import Kind

# From the two reference pages.
SAMPLES = {
    "Y2lzY29zcGFyazovL3VzL1BFT1BMRS80NDVkMzMzMC1mNjE3LTExZWItOWQyZS01NzViODE3ZGE2NmE": (
        Kind.PEOPLE,
        UUID("445d3330-f617-11eb-9d2e-575b817da66a"),
    ),
    "Y2lzY29zcGFyazovL3VzL1BFT1BMRS83MGY2MzYzMC1mZjlmLTExZWItODU5YS0xZjhiYjRjNzc1MWQ": (
        Kind.PEOPLE,
        UUID("70f63630-ff9f-11eb-859a-1f8bb4c7751d"),
    ),
}
HUNT_GROUP = (
    "Y2lzY29zcGFyazovL3VzL0hVTlRfR1JPVVAvZEdWamFHNXBZMkZzTFhOMWNIQnZjblF0TlRVMU9EWTNOVE13T1VCbmJXRnBiQzVqYjIwPQ"
)
CALL_PARK = (
    "Y2lzY29zcGFyazovL3VzL0NBTExfUEFSSy9kR1ZqYUc1cFkyRnNJSE4xY0hCdmNuUWdMU0JwYm5OMWNtRnVZMlVnTFNCamRYTjBiMjFsY2lBeA=="
)
MISSPELT = "Y3lzY29zcGFyazovL3VzL1BFT1BMRS83MGY2MzYzMC1mZjlmLTExZWItODU5YS0xZjhiYjRjNzc2MWQ"


def test_the_documented_samples() -> None:
    for text, (kind, uuid) in SAMPLES.items():
        assert ids.public_id(kind, uuid) == text
        assert ids.reference(text, Kind.PLACE, Kind.PEOPLE) == ids.Reference(kind, uuid)
    assert ids.call_park_id("technical support - insurance - customer 1") == CALL_PARK
    assert ids.call_park_name(CALL_PARK) == "technical support - insurance - customer 1"
    mailbox = "technical-support-5558675309@gmail.com"
    assert ids.hunt_group_id(UUID(int=1), mailbox) == HUNT_GROUP
    assert ids.reference(HUNT_GROUP, Kind.HUNT_GROUP) == ids.Reference(Kind.HUNT_GROUP, None, mailbox)


@pytest.mark.parametrize("text", [MISSPELT, "", "x", "ÿ", "Y2lz", HUNT_GROUP, CALL_PARK, "=" * 8])
def test_what_is_no_id_of_a_person(text: str) -> None:
    with pytest.raises(ids.BadId):
        ids.reference(text, Kind.PEOPLE)


@given(st.uuids(), st.sampled_from(sorted(set(Kind) - {Kind.CALL_PARK, Kind.LICENSE})))
def test_a_uuid_comes_back(uuid: UUID, kind: Kind) -> None:
    text = ids.public_id(kind, uuid)
    assert text.rstrip("=") == text
    assert text.isalnum()  # it goes into paths as it is
    for form in (text, text + "=" * (-len(text) % 4), str(uuid), str(uuid).upper()):
        assert ids.uuid_of(form, kind) == uuid


@given(st.text(min_size=1, max_size=80).filter(lambda name: name.isprintable()))
def test_a_name_comes_back(name: str) -> None:
    text = ids.call_park_id(name)
    assert len(text) % 4 == 0
    assert not set("/+") & set(text)
    assert ids.call_park_name(text) == ids.call_park_name(text.rstrip("=")) == name
