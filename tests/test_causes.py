"""Why is the whole site read or written again? `build -v` and `plan` answer in one line."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable

import pytest

from feedtool.pipeline import digests
from support.processes import run_feedtool
from support.sites import CONFIG, NOW, OWN_RULE, SiteFolder
from support.texts import story

READ = "all articles read again: "
RENDERED = "all documents rendered again: "
COMPARED = "all documents compared with the output folder: "


def template(site: SiteFolder) -> None:
    (site.root / "templates").mkdir()
    (site.root / "templates" / "style.css").write_text("body { color: black }\n")


def interrupt(site: SiteFolder) -> None:
    """Leaves the state as a build does that is stopped while it puts files in place."""
    site.write("a.txt", story("The first text", edit="More of it."))
    replace = os.replace
    with pytest.MonkeyPatch.context() as patch:

        def stop(source: str, target: str, **options: int) -> None:
            if str(target).endswith("rss.xml"):
                raise OSError(5, "Input/output error")
            replace(source, target, **options)

        patch.setattr(os, "replace", stop)
        with pytest.raises(Exception, match=r"rss\.xml"):
            site.build(NOW + 30)


CHANGES: dict[str, tuple[Callable[[SiteFolder], object], tuple[str, ...]]] = {
    "nothing": (lambda site: None, ()),
    "an article": (lambda site: site.write("a.txt", story("The first text", edit="More.")), ()),
    "templates": (template, (f"{RENDERED}templates or own pages changed",)),
    "settings": (
        lambda site: site.configure(CONFIG.replace("Test site", "Another title")),
        (f"{RENDERED}settings changed",),
    ),
    "feeds": (
        lambda site: site.configure(f'{CONFIG}\n[[feed]]\nmatch = "a*"\nname = "a"\n'),
        (f"{RENDERED}settings changed, the list of feeds changed",),
    ),
    "rules": (
        lambda site: site.rule(OWN_RULE),
        (f"{READ}rules changed", f"{RENDERED}rules changed"),
    ),
    "settings for reading": (
        lambda site: site.configure(f'{CONFIG}\n[clean]\nmode = "careful"\n'),
        (
            f"{READ}settings for reading articles changed",
            f"{RENDERED}settings for reading articles changed",
        ),
    ),
    "output": (
        lambda site: (site.output / "rss.xml").unlink(),
        (f"{COMPARED}another program changed the output folder",),
    ),
    "no cache": (
        lambda site: (site.state / "cache.sqlite").unlink(),
        (f"{READ}there was no usable cache", f"{RENDERED}there was no usable cache"),
    ),
    "neither cache nor output": (
        lambda site: [shutil.rmtree(site.output), (site.state / "cache.sqlite").unlink()],
        tuple(f"{what}the output folder has no site yet" for what in (READ, RENDERED)),
    ),
    "no ledger": (
        lambda site: (site.state / "ledger.sqlite").unlink(),
        (f"{READ}the ledger was rebuilt from the output folder",),
    ),
    "interrupted": (interrupt, (f"{COMPARED}the last build was interrupted",)),
}


@pytest.fixture
def published(site: SiteFolder) -> SiteFolder:
    site.write("a.txt", story("The first text"))
    site.write("b.txt", story("The second one"))
    assert site.build().reasons == ()  # a first build needs no reason
    return site


@pytest.mark.parametrize("name", CHANGES)
def test_each_cause_has_a_line(published: SiteFolder, name: str) -> None:
    change, reasons = CHANGES[name]
    change(published)
    planned, _ = published.plan(NOW + 60)
    assert planned.reasons == published.build(NOW + 60).reasons == reasons
    assert published.build(NOW + 120).reasons == ()


def test_an_upgrade_is_a_cause(published: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    digests.package_digest.cache_clear()
    monkeypatch.setattr(digests, "__version__", "9.9.9")
    reasons = published.build(NOW + 60).reasons
    assert reasons == (f"{READ}feedtool was upgraded", f"{RENDERED}feedtool was upgraded")
    digests.package_digest.cache_clear()


def test_an_expired_tombstone_is_a_cause(published: SiteFolder) -> None:
    published.configure(f"{CONFIG}\n[feeds]\ntombstone-days = 1\n")
    published.build(NOW + 60)
    published.remove("b.txt")
    published.build(NOW + 120, allow_removals=True)
    reasons = published.build(NOW + 200_000).reasons
    assert reasons == ("all feeds rendered again: a tombstone expired",)


def test_build_and_plan_print_the_cause(published: SiteFolder) -> None:
    template(published)
    line = f"{RENDERED}templates or own pages changed"
    planned = run_feedtool("plan", cwd=published.root, now=NOW + 60)
    assert planned.stdout.splitlines()[0] == line
    done = run_feedtool("build", "-v", cwd=published.root, now=NOW + 60)
    assert done.stdout.splitlines()[0] == line
    assert run_feedtool("build", "-v", cwd=published.root, now=NOW + 90).stdout.count(line) == 0


def test_cron_hears_nothing_of_causes(published: SiteFolder) -> None:
    template(published)
    done = run_feedtool("build", cwd=published.root, now=NOW + 60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_log_names_articles_and_files_and_is_off_by_default(
    published: SiteFolder, caplog: pytest.LogCaptureFixture
) -> None:
    published.write("a.txt", story("The first text", edit="And a sentence that is new in it."))
    done = run_feedtool("build", "-vv", cwd=published.root, now=NOW + 60)
    assert "a.txt: updated" in done.stderr
    assert "write rss.xml" in done.stderr.splitlines()
    shutil.rmtree(published.state)
    with caplog.at_level(logging.INFO, logger="feedtool"):
        published.build(NOW + 120)
    assert f"{READ}the ledger was rebuilt from the output folder" in caplog.text
