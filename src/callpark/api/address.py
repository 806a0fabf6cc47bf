"""The public address: the scheme and host by which clients reach this server, for the URLs it hands out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

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

    def _is_proxy(self, scope: Scope) -> bool:
        if not (self.proxies and scope.get("client")):
            return False
        address = ip_address(scope["client"][0].partition("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self.proxies)


def _nearest(headers: Mapping[bytes, bytes], name: bytes) -> str:
    """The last value: the one of the proxy that we trust. Those before it came with the request that it got."""
    return headers.get(name, b"").decode("latin-1").rpartition(",")[2].strip()
