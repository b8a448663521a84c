"""IANA's names of TLS cipher suites, told from OpenSSL's."""

# A name of OpenSSL is "<key exchange>-<cipher>". Longest first: "ECDHE-RSA" before "ECDHE", which stands
# for ECDHE-RSA in the ARIA suites; no key exchange at all stands for RSA.
_KEY_EXCHANGES = {
    "ECDHE-ECDSA-": "ECDHE_ECDSA",
    "ECDHE-RSA-": "ECDHE_RSA",
    "ECDHE-PSK-": "ECDHE_PSK",
    "ECDHE-": "ECDHE_RSA",
    "AECDH-": "ECDH_anon",
    "DHE-RSA-": "DHE_RSA",
    "DHE-DSS-": "DHE_DSS",
    "DHE-PSK-": "DHE_PSK",
    "ADH-": "DH_anon",
    "RSA-PSK-": "RSA_PSK",
    "PSK-": "PSK",
    "SRP-RSA-": "SRP_SHA_RSA",
    "SRP-DSS-": "SRP_SHA_DSS",
    "SRP-": "SRP_SHA",
    "": "RSA",
}
_CIPHERS = {
    "CHACHA20-POLY1305": "CHACHA20_POLY1305_SHA256",
    "DES-CBC3": "3DES_EDE_CBC",
    "3DES-EDE-CBC": "3DES_EDE_CBC",
    "RC4": "RC4_128",
    "SEED": "SEED_CBC",
    "IDEA-CBC": "IDEA_CBC",
    "NULL": "NULL",
}
# IANA names these two by another rule than their sisters (RFC 6655)
_ODD = {
    "DHE-PSK-AES128-CCM8": "TLS_PSK_DHE_WITH_AES_128_CCM_8",
    "DHE-PSK-AES256-CCM8": "TLS_PSK_DHE_WITH_AES_256_CCM_8",
}
_BLOCK_CIPHERS = ("AES", "CAMELLIA", "ARIA")
_MACS = ("SHA", "SHA256", "SHA384", "MD5")


def iana_name(name: str) -> str:
    """IANA's name of a suite; one that fits no rule comes back as it was.

    >>> iana_name("ECDHE-RSA-AES128-GCM-SHA256")
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'
    >>> iana_name("AES256-SHA")
    'TLS_RSA_WITH_AES_256_CBC_SHA'
    >>> iana_name("TLS_AES_256_GCM_SHA384")
    'TLS_AES_256_GCM_SHA384'
    """
    if name in _ODD or name.startswith("TLS_"):
        return _ODD.get(name, name)
    prefix = next(prefix for prefix in _KEY_EXCHANGES if name.startswith(prefix))
    cipher = _cipher(name.removeprefix(prefix))
    return f"TLS_{_KEY_EXCHANGES[prefix]}_WITH_{cipher}" if cipher else name


def _cipher(name: str) -> str | None:
    if name in _CIPHERS:
        return _CIPHERS[name]
    cipher, _, mac = name.rpartition("-")
    if cipher in _CIPHERS and mac in _MACS:
        return f"{_CIPHERS[cipher]}_{mac}"
    return _block_cipher(name)


def _block_cipher(name: str) -> str | None:
    """`AES128-GCM-SHA256`, `AES128-CCM8`, `AES128-SHA`, `AES128-CBC-SHA`, in IANA's words."""
    family, *rest = name.replace("AES-", "AES").split("-")  # the SRP suites write AES-128
    cipher = next((cipher for cipher in _BLOCK_CIPHERS if family in (f"{cipher}128", f"{cipher}256")), None)
    if cipher is None or not rest:
        return None
    sized = f"{cipher}_{family.removeprefix(cipher)}"
    match rest:
        case [mac] if mac in _MACS:
            return f"{sized}_CBC_{mac}"
        case ["GCM" | "CBC" as mode, mac] if mac in _MACS:
            return f"{sized}_{mode}_{mac}"
        case ["CCM"]:
            return f"{sized}_CCM"
        case ["CCM8"]:
            return f"{sized}_CCM_8"
    return None
