import pytest

from korgan.address import client_address


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "10.0.0.1", "203.0.113.7"),  # nobody else's word is taken
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "nonsense", ""),
        ("", "", ""),
    ],
)
def test_only_a_proxy_of_our_own_tells_where_a_client_is(peer: str, told: str, address: str) -> None:
    assert client_address(peer, told) == address
