"""The hash functions SHA-1 and SHA-256 (FIPS 180-4), without loading OpenSSL as `hashlib` does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha1 as sha1
    from hashlib import sha256 as sha256
else:
    try:
        from _sha1 import sha1 as sha1

        try:
            from _sha2 import sha256 as sha256  # since Python 3.12
        except ImportError:
            from _sha256 import sha256 as sha256
    except ImportError:  # another Python than CPython
        from hashlib import sha1 as sha1
        from hashlib import sha256 as sha256
