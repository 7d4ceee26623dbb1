"""The seal: what is kept sealed opens only for whom it was sealed, for what, and with the same secret."""

import pytest

from mingle.kernel.security import BadSeal, Signer

SIGNER = Signer("a secret of this test's own, long enough", "https://mingle.example")


def test_what_is_sealed_can_be_read_again_and_looks_different_each_time() -> None:
    one, other = (SIGNER.seal("totp", "mara", b"plain") for _ in range(2))
    assert one != other
    assert b"plain" not in one
    assert SIGNER.unseal("totp", "mara", one) == SIGNER.unseal("totp", "mara", other) == b"plain"


@pytest.mark.parametrize(("purpose", "owner"), [("backup", "mara"), ("totp", "ines")])
def test_it_opens_for_nothing_and_nobody_else(purpose: str, owner: str) -> None:
    with pytest.raises(BadSeal):
        SIGNER.unseal(purpose, owner, SIGNER.seal("totp", "mara", b"plain"))


def test_another_secret_does_not_open_it() -> None:
    other = Signer("another secret of this test's own, as long", "https://mingle.example")
    with pytest.raises(BadSeal):
        other.unseal("totp", "mara", SIGNER.seal("totp", "mara", b"plain"))


def test_whatever_is_changed_or_missing_spoils_it() -> None:
    sealed = SIGNER.seal("totp", "mara", b"plain")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(BadSeal):
            SIGNER.unseal("totp", "mara", bytes(changed))
        with pytest.raises(BadSeal):
            SIGNER.unseal("totp", "mara", sealed[:place])
