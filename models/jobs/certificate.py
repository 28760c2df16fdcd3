"""The certificate of one embedded cluster: who does not have it gets nothing from its processes.

Loopback is no fence against other users of the machine, and who may speak to Dask runs code as the server's user. So
every process of the cluster shows this certificate, and speaks with nobody who does not.

Run as a program of its own: the package that makes certificates would stay in the server's memory with 16 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

_MAKE_SECONDS = 10.0
# It goes with the cluster's folder; a machine whose clock is put right meanwhile must not find it outdated.
_FROM, _UNTIL = datetime(1970, 1, 1), datetime(9999, 12, 31, 23, 59, 59)


@dataclass(frozen=True)
class Certificate:
    """Two files in a folder, which only their owner may read.

    Attributes:
        public: the certificate; it vouches for itself, so whoever trusts it alone trusts nobody else.
        key: the private key that belongs to it.
    """

    folder: Path

    @property
    def public(self) -> Path:
        return self.folder / "cluster.crt"

    @property
    def key(self) -> Path:
        return self.folder / "cluster.key"

    def client_settings(self) -> dict[str, Any]:
        """What `distributed.security.Security` is told for a client: to speak with those alone who show it."""
        public, key = str(self.public), str(self.key)
        return {"require_encryption": True, "tls_ca_file": public, "tls_client_cert": public, "tls_client_key": key}

    def process_settings(self) -> dict[str, Any]:
        """The same for Dask's scheduler, nannies and workers, as settings of Dask's by their environment variables."""
        settings: dict[str, Any] = {"REQUIRE_ENCRYPTION": True, "TLS__CA_FILE": self.public}
        for role in ("SCHEDULER", "WORKER"):
            settings |= {f"TLS__{role}__CERT": self.public, f"TLS__{role}__KEY": self.key}
        return {f"DISTRIBUTED__COMM__{name}": value for name, value in settings.items()}


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate in a folder, by a process of its own.

    Raises:
        OSError, subprocess.SubprocessError: it could not be made; a `subprocess.CalledProcessError` has as ``stderr``
            what the process said.
    """
    # -P: as a script it would find its neighbours here where it looks for packages.
    command = [sys.executable, "-P", __file__, str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=_MAKE_SECONDS)
    return Certificate(folder)


def _write(certificate: Certificate) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "LayerLab's cluster")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), _FROM, _UNTIL)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    unlocked = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    for path, content in ((certificate.key, unlocked), (certificate.public, made.public_bytes(pem))):
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)


if __name__ == "__main__":
    _write(Certificate(Path(sys.argv[1])))
