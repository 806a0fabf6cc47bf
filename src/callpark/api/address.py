"""The public address: the scheme and host by which clients reach this server, for the URLs it hands out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.types import Scope

HOST = re.compile(r"(?:[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
SCHEMES = ("http", "https")


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicAddress:
    """`url`, scheme and host, decides alone. Else what a proxy in `proxies` says of its client's request decides."""

    url: str | None = None
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()

    def origin(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str:
        """Scheme and host as the client used them; what can't be a host gives way to the server's own address."""
        if self.url:
            return self.url
        scheme, host = scope["scheme"], headers.get(b"host", b"").decode("latin-1")
        if self._is_proxy(scope):
            forwarded = _nearest(headers, b"x-forwarded-proto").lower()
            scheme = forwarded if forwarded in SCHEMES else scheme
            host = _nearest(headers, b"x-forwarded-host") or host
        if not HOST.fullmatch(host):
            server, port = scope.get("server") or ("localhost", None)
            server = f"[{server}]" if ":" in server else server
            host = f"{server}:{port}" if port else server
        return f"{scheme}://{host}"

    def client(self, scope: Scope) -> str:
        """Where the request comes from: the peer, or whom a listed proxy names; of an IPv6 address its /64 network."""
        peer = scope.get("client")
        if not peer:
            return ""
        address = _address(peer[0])
        if self.proxies and self._is_listed(address):
            for name in reversed(_forwarded_for(scope)):
                try:
                    address = _address(name)
                except ValueError:  # whoever wrote it is not listed
                    break
                if not self._is_listed(address):
                    break
        if isinstance(address, IPv6Address):
            return str(IPv6Network((address, 64), strict=False))
        return str(address)

    def _is_proxy(self, scope: Scope) -> bool:
        return bool(self.proxies and scope.get("client")) and self._is_listed(_address(scope["client"][0]))

    def _is_listed(self, address: IPv4Address | IPv6Address) -> bool:
        return any(address in network for network in self.proxies)


def _address(text: str) -> IPv4Address | IPv6Address:
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _forwarded_for(scope: Scope) -> list[str]:
    values = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return [part.strip() for value in values for part in value.split(",")]


def _nearest(headers: Mapping[bytes, bytes], name: bytes) -> str:
    """The last value: the one of the proxy that we trust. Those before it came with the request that it got."""
    return headers.get(name, b"").decode("latin-1").rpartition(",")[2].strip()
