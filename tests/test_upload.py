"""`feedtool upload`: what is uploaded, in which order, with which headers, and what is not lost."""

from __future__ import annotations

import hashlib
import json
import shlex
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from feedtool.errors import ConfigError, PublishError
from feedtool.maintenance.uploading import Failed, Stored, Upload, carry_out, planned
from feedtool.maintenance.uploading.headers import Headers, headers_of, stage_of
from feedtool.maintenance.uploading.s3 import S3
from feedtool.state.cache.last_build import OutputChange
from support.processes import run_feedtool
from support.sites import CONFIG, NOW, SiteFolder
from support.texts import story
from test_hosting import HOSTING, PATHS, headers, matches

pytestmark = pytest.mark.thorough

EVERYTHING = OutputChange(everything=True)


class Memory:
    """A storage that records what is done, and can be broken."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.own: set[str] = set()
        self.log: list[str] = []
        self.broken = ""

    def put(self, path: str, file: Path, headers: Headers) -> None:
        if path == self.broken:
            raise Failed("the host is down")
        self.log.append(path)
        self.objects[path] = file.read_bytes()
        self.own.add(path)

    def delete(self, path: str) -> None:
        self.log.append(f"-{path}")
        self.objects.pop(path, None)

    def stored(self) -> Mapping[str, Stored]:
        return {
            path: Stored(len(body), hashlib.md5(body).hexdigest())
            for path, body in self.objects.items()
        }

    def is_own(self, path: str) -> bool:
        return path in self.own


def folder(tmp_path: Path, *paths: str) -> Path:
    output = tmp_path / "output"
    for path in paths:
        (output / path).parent.mkdir(parents=True, exist_ok=True)
        (output / path).write_text(f"this is {path}")
    return output


# -- headers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_the_headers_are_those_of_the_documented_table(path: str) -> None:
    file = f"{path}index.html" if path.endswith("/") or not path else path
    said = {name: value for pattern, name, value in headers() if matches(pattern, f"/{path}")}
    found = headers_of(file)
    assert found.cache_control == said["Cache-Control"], HOSTING / "_headers"
    assert found.content_type == said.get("Content-Type", found.content_type)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("articles/a.html", "text/html; charset=utf-8"),
        ("files/a-b.jpg", "image/jpeg"),
        ("files/a-b.mp3", "audio/mpeg"),
        ("files/a-b.pdf", "application/pdf"),
        ("files/a-b.xyz", "application/octet-stream"),
    ],
)
def test_files_have_the_media_type_of_their_ending(path: str, expected: str) -> None:
    assert headers_of(path).content_type == expected


# -- what is uploaded ----------------------------------------------------------------------------


def test_pages_come_before_feeds_and_deletions_last(tmp_path: Path) -> None:
    names = ("rss.xml", "archive/rss-1.xml", "index.html", "articles/a.html", "files/a-b.jpg")
    output, storage = folder(tmp_path, *names), Memory()
    upload = planned(output, OutputChange(names, ("articles/old.html",)), storage)
    assert upload.written == (*sorted(names[3:]), "index.html", "archive/rss-1.xml", "rss.xml")
    carry_out(upload, output, storage)
    stages = [stage_of(path) for path in storage.log[:-1]]
    assert (stages, storage.log[-1]) == (sorted(stages), "-articles/old.html")


def test_a_failure_keeps_feeds_and_deletions_back(tmp_path: Path) -> None:
    output, storage = folder(tmp_path, "articles/a.html", "articles/b.html", "rss.xml"), Memory()
    storage.broken = "articles/a.html"
    change = OutputChange(("rss.xml", "articles/a.html", "articles/b.html"), ("articles/c.html",))
    upload = planned(output, change, storage)
    with pytest.raises(PublishError, match=r"articles/a\.html: .*the host is down; try again"):
        carry_out(upload, output, storage)
    assert storage.log == ["articles/b.html"]


def test_everything_is_compared_and_only_own_objects_are_deleted(tmp_path: Path) -> None:
    output, storage = folder(tmp_path, "articles/a.html", "articles/b.html", "rss.xml"), Memory()
    carry_out(planned(output, EVERYTHING, storage), output, storage)
    assert planned(output, EVERYTHING, storage) == Upload()
    storage.objects["of/others.html"] = b"here before"
    storage.objects["articles/b.html"] = b"damaged"
    (output / "articles/a.html").unlink()
    assert planned(output, EVERYTHING, storage) == Upload(
        ("articles/b.html",), ("articles/a.html",)
    )


def test_what_is_not_for_readers_is_not_uploaded(tmp_path: Path) -> None:
    names = (".git/config", ".feedtool-staging/x", "rss.xml", "rss.xml.gz", ".well-known/a", "b.gz")
    output = folder(tmp_path, *names)
    for change in (EVERYTHING, OutputChange(names)):
        assert set(planned(output, change, Memory()).written) == {
            "rss.xml",
            ".well-known/a",
            "b.gz",
        }


def test_a_file_that_is_there_again_is_not_deleted(tmp_path: Path) -> None:
    output = folder(tmp_path, "a.html")
    assert planned(output, OutputChange((), ("a.html",)), Memory()) == Upload()


@pytest.mark.parametrize(
    "url", ["https://bucket", "s3://", "s3://key:secret@bucket", "bucket/folder", "s3://UPPER"]
)
def test_what_is_not_a_bucket_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="is not the address of a bucket"):
        S3(url)


# -- the interface of S3, as moto has it ------------------------------------------------------


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of a server with a bucket, which the environment names."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_MAX_ATTEMPTS": "1",  # the failures below do not pass by themselves
        }.items():
            monkeypatch.setenv(name, value)
        import boto3

        urllib.request.urlopen(f"http://{host}:{port}/moto-api/reset", b"").close()
        client = boto3.client("s3")
        client.create_bucket(Bucket="news")
        yield client
    finally:
        server.stop()


def objects(client: Any) -> dict[str, bytes]:
    listed = client.list_objects_v2(Bucket="news").get("Contents", [])
    return {o["Key"]: client.get_object(Bucket="news", Key=o["Key"])["Body"].read() for o in listed}


def uploading(site: SiteFolder) -> None:
    command = shlex.join([sys.executable, "-m", "feedtool", "upload", "s3://news/site"])
    site.configure(f"{CONFIG}\n[run]\nafter = {json.dumps([command])}\n")


def test_a_build_uploads_what_it_changed_and_retries_what_failed(
    site: SiteFolder, cloud: Any
) -> None:
    uploading(site)
    cloud.put_object(Bucket="news", Key="site/of-others.txt", Body=b"here before")
    site.write("a.txt", story("The first of the texts"))
    site.write("b.txt", story("The second of the texts"))
    assert run_feedtool("build", cwd=site.root).stderr == ""
    mine = {f"site/{path}": body for path, body in site.files().items()}
    assert objects(cloud) == mine | {"site/of-others.txt": b"here before"}
    head = cloud.head_object(Bucket="news", Key="site/feed.json")
    assert head["ContentType"] == "application/feed+json; charset=utf-8"
    assert head["CacheControl"] == "public, max-age=300, must-revalidate"

    site.remove("b.txt")
    done = run_feedtool("build", cwd=site.root, now=NOW + 60, AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert "[run] after: command 1" in done.stderr
    assert "site/articles/the-second-of-the-texts.html" in objects(cloud)
    assert "resolved" in run_feedtool("build", cwd=site.root, now=NOW + 120).stderr
    mine = {f"site/{path}": body for path, body in site.files().items()}
    assert objects(cloud) == mine | {"site/of-others.txt": b"here before"}
    assert "site/articles/the-second-of-the-texts.html" not in mine


def test_by_hand_it_compares_everything(site: SiteFolder, cloud: Any) -> None:
    site.write("a.txt", story("The first of the texts"))
    site.build()
    dry = run_feedtool("upload", "s3://news", "--dry-run", cwd=site.root)
    assert (dry.returncode, dry.stderr, objects(cloud)) == (0, "", {})
    assert dry.stdout.splitlines()[-1] == "upload  rss.xml"
    done = run_feedtool("upload", "s3://news", cwd=site.root)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert objects(cloud) == site.files()
    other = run_feedtool("upload", "s3://news/other", cwd=site.root)
    assert other.returncode == 0
    others = {name: body for name, body in objects(cloud).items() if name.startswith("other/")}
    site.write("a.txt", story("The first of the texts", edit="An edit."))
    site.build(NOW + 60)
    (site.output / "articles/the-first-of-the-texts.html").unlink()
    dry = run_feedtool("upload", "s3://news", "--all", "--dry-run", cwd=site.root).stdout
    assert "delete  articles/the-first-of-the-texts.html\n" in dry
    assert run_feedtool("upload", "s3://news", cwd=site.root).returncode == 0
    assert objects(cloud) == site.files() | others


def test_a_bucket_that_does_not_exist_is_named(site: SiteFolder, cloud: Any) -> None:
    site.write("a.txt", story("The first of the texts"))
    site.build()
    done = run_feedtool("upload", "s3://elsewhere", cwd=site.root)
    assert done.returncode == 1
    assert "elsewhere" in done.stderr
    assert "Traceback" not in done.stderr
