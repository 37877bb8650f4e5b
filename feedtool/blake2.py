"""The hash function of digests and fingerprints (RFC 7693).

`hashlib` has the same function, but loads OpenSSL, which takes a twentieth of a build without news.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, which takes as long to import as all else here

if TYPE_CHECKING:
    from hashlib import blake2b as blake2b
else:
    try:
        from _blake2 import blake2b as blake2b
    except ImportError:  # another Python than CPython
        from hashlib import blake2b as blake2b
