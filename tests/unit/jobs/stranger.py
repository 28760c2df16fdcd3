"""Somebody who knows the addresses of a cluster's processes, and what he gets from them; run as a program of its own.

Arguments: a user's id (0: stay who you are), the certificate's and its key's path, addresses. Prints as JSON what each
try gave: what sort of process answered, or that it was refused.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from typing import Any

from distributed.comm import connect
from distributed.core import send_recv

_SECONDS = 4.0


async def main(certificate: str, key: str, addresses: list[str]) -> None:
    tries: dict[str, Any] = {"key": read(key)}
    for address in addresses:
        place = address.partition("://")[2]
        tries |= {
            f"tcp {place}": asked(f"tcp://{place}"),
            f"tls {place}": asked(f"tls://{place}", ssl_context=trusting()),
            f"certificate {place}": with_certificate(f"tls://{place}", certificate, key),
        }
    print(json.dumps(dict(zip(tries, await asyncio.gather(*tries.values()), strict=True))))


async def read(key: str) -> str:
    try:
        with open(key, "rb"):
            return "read"
    except Exception as error:
        return f"refused, {type(error).__name__}"


async def with_certificate(address: str, certificate: str, key: str) -> str:
    context = trusting()
    try:
        context.load_cert_chain(certificate, key)
    except Exception as error:
        return f"refused, {type(error).__name__}"
    return await asked(address, ssl_context=context)


def trusting() -> ssl.SSLContext:
    """A context that takes whatever certificate the other side shows."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


async def asked(address: str, **options: Any) -> str:
    try:
        comm = await connect(address, timeout=_SECONDS, **options)
        return (await send_recv(comm, op="identity"))["type"]
    except Exception as error:
        return f"refused, {type(error).__name__}"


if __name__ == "__main__":
    if int(sys.argv[1]):
        os.setgroups([])
        os.setgid(int(sys.argv[1]))
        os.setuid(int(sys.argv[1]))
    asyncio.run(main(sys.argv[2], sys.argv[3], sys.argv[4:]))
