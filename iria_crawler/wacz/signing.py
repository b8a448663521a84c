"""Who vouches for a WACZ: a key without a name, as wacz-auth 0.1 describes, made once for each archive."""

import base64
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from iria_crawler import __version__
from iria_crawler.errors import ArchiveError
from iria_crawler.warc.files import failures

FILENAME = "signing-key.pem"
_BYTES = 48  # of a number of P-384, the curve that ReplayWeb.page checks with


def signed(key: ec.EllipticCurvePrivateKey, digest: str, *, created: str) -> Mapping[str, str]:
    """What says that whoever has the key has seen the manifest with this digest."""
    numbers = decode_dss_signature(key.sign(digest.encode(), ec.ECDSA(hashes.SHA256())))
    signature = b"".join(number.to_bytes(_BYTES, "big") for number in numbers)  # as browsers have it
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {
        "hash": digest,
        "created": created,
        "software": f"iria {__version__}",
        "publicKey": base64.b64encode(public).decode(),
        "signature": base64.b64encode(signature).decode(),
    }


def key_of(folder: Path) -> ec.EllipticCurvePrivateKey:
    """The key of an archive, which its owner alone can read; made where there is none."""
    path = folder / FILENAME
    if not path.exists():
        _make(path)
    try:
        found = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as problem:
        raise ArchiveError(f"{path} is no key; move it away, and another is made") from problem
    if not isinstance(found, ec.EllipticCurvePrivateKey) or not isinstance(found.curve, ec.SECP384R1):
        raise ArchiveError(f"{path} is no key of the curve P-384; move it away, and another is made")
    return found


def _make(path: Path) -> None:
    made = ec.generate_private_key(ec.SECP384R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with failures(str(path)), suppress(FileExistsError):  # another has just made one
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(made)
                file.flush()
                os.fsync(file.fileno())
            os.link(beside, path)
        finally:
            beside.unlink()
