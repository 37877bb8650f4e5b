"""Storage in S3, or what has the same interface (R2, B2, MinIO), through s3fs.

Credentials, region and endpoint come from the environment and the files of AWS, as in its own
tools: `AWS_ACCESS_KEY_ID`, `AWS_PROFILE`, `AWS_ENDPOINT_URL`, ~/.aws/config.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from feedtool.errors import ConfigError
from feedtool.maintenance.uploading import Failed, Stored
from feedtool.maintenance.uploading.headers import Headers

T = TypeVar("T")

_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?")
_MD5 = re.compile(r"[0-9a-f]{32}")


class S3:
    """The objects below a prefix of a bucket."""

    def __init__(self, url: str) -> None:
        """Raises `ConfigError` if the URL is not that of a bucket, or s3fs is not installed."""
        found = _URL.fullmatch(url)
        if found is None:
            raise ConfigError(
                f"'{url}' is not the address of a bucket; write s3://bucket or s3://bucket/folder "
                "(credentials belong into the environment)"
            )
        try:
            # Imported here: it is an extra.
            import s3fs
            from botocore.exceptions import BotoCoreError
        except ImportError:
            raise ConfigError(
                "feedtool upload: needs the Python package s3fs; install feedtool[s3]"
            ) from None
        self._errors = (OSError, BotoCoreError)
        self._files: Any = s3fs.S3FileSystem(use_listings_cache=False)
        prefix = (found[2] or "").strip("/")
        self._root = f"{found[1]}/{prefix}/" if prefix else f"{found[1]}/"
        # User metadata. The bucket may have another site in a folder of this one.
        self._mark = {"feedtool": quote(self._root)}

    def put(self, path: str, file: Path, headers: Headers) -> None:
        """Stores a file with its headers, marked as one of feedtool's."""
        self._call(
            lambda: self._files.put_file(
                str(file),
                self._root + path,
                ContentType=headers.content_type,
                CacheControl=headers.cache_control,
                Metadata=self._mark,
            )
        )

    def delete(self, path: str) -> None:
        """Deletes an object, if there is one."""
        bucket, _, key = (self._root + path).partition("/")
        # `rm_file` would first ask whether the object is a folder.
        self._call(lambda: self._files.call_s3("delete_object", Bucket=bucket, Key=key))

    def stored(self) -> Mapping[str, Stored]:
        """All objects below the prefix, by path."""
        listed = self._call(lambda: self._files.find(self._root, detail=True))
        return {
            name.removeprefix(self._root): _stored(info)
            for name, info in listed.items()
            if name.startswith(self._root)
        }

    def is_own(self, path: str) -> bool:
        """Whether an upload stored the object."""
        bucket, _, key = (self._root + path).partition("/")
        head = self._call(lambda: self._files.call_s3("head_object", Bucket=bucket, Key=key))
        return bool(head.get("Metadata") == self._mark)

    def _call(self, request: Callable[[], T]) -> T:
        try:
            return request()
        except FileNotFoundError:
            raise Failed(f"the bucket {self._root.partition('/')[0]} does not exist") from None
        except self._errors as error:
            raise Failed(" ".join(str(error).split()) or type(error).__name__) from None


def _stored(info: Mapping[str, Any]) -> Stored:
    # The ETag of an object in several parts, or encrypted with a key of its own, is not its MD5.
    tag = str(info.get("ETag", "")).strip('"')
    return Stored(int(info.get("size") or 0), tag if _MD5.fullmatch(tag) else None)
