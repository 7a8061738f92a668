"""Jobs: done once, whole or not at all, seen by whoever asked and by nobody else."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from openregime.io.proposals.tables import NEEDED
from openregime.web.jobs import actions, chores, queries, running, worker
from openregime.web.jobs.models import Chore, Job, Worker
from openregime.web.people.models import Organisation, Person
from openregime.web.proposals import importing
from openregime.web.proposals.models import ProposedClaim
from openregime.web.trail import queries as trail
from tests.web.people.conftest import NOW, a_member
from tests.web.proposals.test_pages import browser_of


def table(rows: int, *, bad: int = 0) -> bytes:
    """A table of claims of which the last `bad` rows name no category."""
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(NEEDED)
    for number in range(rows):
        category = "C99" if number >= rows - bad else "C01"
        write.writerow((f"topic:law-{number}", f"Law number {number} is in force.", "2020", "Gazette", category))
    return out.getvalue().encode()


def asked(person: Person, organisation: Organisation, content: bytes, name: str = "claims.csv") -> Job:
    return actions.ask(person, organisation, "claims.import", name=name, content=content, now=timezone.now())


def done(job: Job) -> Job:
    running.run(job.key)
    return Job.objects.get(pk=job.pk)


def test_a_large_table_becomes_a_job_and_the_job_becomes_drafts(authority: Organisation, ben: Person) -> None:
    content = table(2_000)
    assert len(content) > importing.MOST_BYTES_AT_ONCE
    browser = browser_of(ben)
    file = SimpleUploadedFile("claims.csv", content)
    sent = browser.post("/proposals/import/", {"organisation": authority.key, "file": file}, follow=True)
    job = Job.objects.get()
    assert sent.redirect_chain == [(reverse("job", args=[job.key]), 302)]
    assert "It waits for a worker." in sent.content.decode()
    assert not ProposedClaim.objects.exists()

    ended = done(job)
    assert (ended.stage, ended.made, bytes(ended.content)) == ("done", 2_000, b"")
    assert ProposedClaim.objects.count() == 2_000
    page = browser.get(f"/jobs/{job.key}/").content.decode()
    assert "2,000 drafts were made" in page and "/proposals/?stage=draft" in page
    assert trail.check().entries > 2_000


def test_one_bad_row_keeps_all_out_and_the_report_stays_with_the_job(authority: Organisation, ben: Person) -> None:
    ended = done(asked(ben, authority, table(300, bad=2)))
    assert (ended.stage, ended.made, ProposedClaim.objects.count()) == ("refused", 0, 0)
    assert [(line, field) for line, field, _words in ended.report] == [(300, "category"), (301, "category")]
    page = browser_of(ben).get(f"/jobs/{ended.key}/").content.decode()
    assert "What stands in the way" in page and "every 2s" not in page


def test_what_is_said_is_in_the_language_of_who_asked(authority: Organisation, ben: Person) -> None:
    job = asked(ben, authority, b"nothing", name="claims.exe")
    Job.objects.update(language="ar")
    assert done(job).failure != "claims.exe: is neither .csv nor .xlsx. Use the template."
    job = asked(ben, authority, b"nothing", name="claims.exe")
    assert done(job).failure == "claims.exe: is neither .csv nor .xlsx. Use the template."


def test_a_job_is_seen_by_whoever_asked_and_its_outline_by_an_administrator(
    authority: Organisation, ada: Person, ben: Person, cleo: Person, eve: Person
) -> None:
    job = asked(ben, authority, table(3), name="SECRET.csv")
    assert "SECRET.csv" in browser_of(ben).get(f"/jobs/{job.key}/").content.decode()
    for other in (ada, cleo, eve):
        assert browser_of(other).get(f"/jobs/{job.key}/").status_code == 404
        assert browser_of(other).post(f"/jobs/{job.key}/cancel/").status_code == 404
        assert job.key not in browser_of(other).get("/jobs/").content.decode()
    outline = browser_of(ada).get(f"/jobs/organisations/{authority.key}/")
    assert job.key in outline.content.decode() and "SECRET" not in outline.content.decode()
    assert browser_of(cleo).get(f"/jobs/organisations/{authority.key}/").status_code == 403
    assert browser_of(eve).get(f"/jobs/organisations/{authority.key}/").status_code == 404
    assert Client().get("/jobs/").status_code == 302


def test_who_may_not_propose_asks_for_nothing(authority: Organisation, ada: Person, eve: Person) -> None:
    for person in (ada, eve):
        with pytest.raises(actions.OpenRegimeError):
            asked(person, authority, table(3))
    assert not Job.objects.exists() and not DBTaskResult.objects.exists()


def test_a_permission_that_is_gone_by_then_is_gone(authority: Organisation, ben: Person) -> None:
    job = asked(ben, authority, table(3))
    ben.memberships.update(ended_at=NOW)
    assert (done(job).stage, ProposedClaim.objects.count()) == ("refused", 0)


def test_a_job_that_waits_is_cancelled_at_once_and_never_done(authority: Organisation, ben: Person) -> None:
    job = asked(ben, authority, table(3))
    assert (
        "Cancelled. Nothing was stored."
        in browser_of(ben).post(f"/jobs/{job.key}/cancel/", follow=True).content.decode()
    )
    assert (done(job).stage, bytes(done(job).content), ProposedClaim.objects.count()) == ("cancelled", b"", 0)


def test_a_running_job_is_cancelled_before_it_stores(
    authority: Organisation, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, told = asked(ben, authority, table(50)), actions.say_progress

    def cancelled_meanwhile(one: Job, at: int, of: int) -> bool:
        actions.cancel(ben, one.key, now=timezone.now())
        return told(one, at, of)

    monkeypatch.setattr(actions, "say_progress", cancelled_meanwhile)
    assert (done(job).stage, ProposedClaim.objects.count()) == ("cancelled", 0)


def test_a_job_that_another_worker_took_over_stores_nothing(
    authority: Organisation, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, lock = asked(ben, authority, table(50)), actions.lock_to_finish

    def overtaken(one: Job) -> Job:
        Job.objects.filter(pk=one.pk).update(attempt=one.attempt + 1)
        return lock(one)

    monkeypatch.setattr(actions, "lock_to_finish", overtaken)
    assert (done(job).stage, ProposedClaim.objects.count()) == ("running", 0)


def test_a_failure_of_ours_is_told_without_what_was_handed_in(
    authority: Organisation, ben: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("SECRET")

    monkeypatch.setattr("openregime.web.proposals.imports.store_claims", broken)
    ended = done(asked(ben, authority, table(3)))
    assert (ended.stage, ended.failure, bytes(ended.content)) == ("failed", "failed", b"")
    assert "It failed on our side" in queries.one_job(ben, ended.key).failure
    assert "SECRET" not in caplog.text


def test_nobody_has_more_than_a_few_open_jobs(authority: Organisation, ben: Person) -> None:
    for _one in range(actions.MOST_OPEN):
        asked(ben, authority, table(1))
    with pytest.raises(actions.TooManyJobs):
        asked(ben, authority, table(1))


def test_a_job_whose_worker_is_gone_waits_again_and_fails_in_words_after_three(
    authority: Organisation, ben: Person
) -> None:
    job, late = asked(ben, authority, table(3)), dt.timedelta(minutes=5)
    for attempt in range(1, actions.MOST_ATTEMPTS + 1):
        task = DBTaskResult.objects.get()
        task.claim(f"gone-{attempt}")
        assert actions.take_up(job.key, now=timezone.now()) is not None
        assert worker.take_back_what_was_left(now=timezone.now()) == 0  # too early: it may still come
        assert worker.take_back_what_was_left(now=timezone.now() + late) == 1
    assert (Job.objects.get().stage, DBTaskResult.objects.get().status) == ("failed", "FAILED")
    assert "stopped in the middle" in queries.one_job(ben, job.key).failure


def test_a_job_of_a_living_worker_is_left_alone(authority: Organisation, ben: Person) -> None:
    job, later = asked(ben, authority, table(3)), timezone.now() + dt.timedelta(minutes=5)
    DBTaskResult.objects.get().claim("alive")
    actions.take_up(job.key, now=timezone.now())
    Worker.objects.create(name="alive", begun_at=NOW, seen_at=later)
    assert worker.take_back_what_was_left(now=later) == 0


def test_what_is_due_is_put_into_the_queue_once_however_many_ask(db: Any) -> None:
    first, second = (chores.enqueue_what_is_due(now=NOW) for _worker in range(2))
    assert (sorted(first), second) == (sorted(chores.CHORES), [])
    later = chores.enqueue_what_is_due(now=NOW + dt.timedelta(minutes=2))
    assert later == ["openings", "situations"]


def test_every_chore_runs_and_says_when(authority: Organisation, ben: Person) -> None:
    chores.enqueue_what_is_due(now=NOW)
    for name in chores.CHORES:
        chores.do(name)
    assert not Chore.objects.filter(done_at=None).exists()


def test_the_end_of_a_situation_is_in_the_trail_once(authority: Organisation, ada: Person) -> None:
    from openregime.web.disclosure.actions import declare_situation

    begins, ends = timezone.now() - dt.timedelta(days=3), timezone.now() - dt.timedelta(days=1)
    made = declare_situation(
        ada, authority, "elevated", begins=begins, ends=ends, reason="A credible threat was heard of.", now=begins
    )
    for _again in range(2):
        chores.do("situations")
    verbs = [entry.verb for entry in trail.entries_about(f"situation:{made.key}")]
    assert verbs == ["disclosure.situation-over", "disclosure.declare"]


def test_what_expired_is_cleared(authority: Organisation, ada: Person) -> None:
    from openregime.web.people.actions import invite
    from openregime.web.people.models import Invitation

    long_ago = timezone.now() - dt.timedelta(days=200)
    invite(ada, authority, email="gone@example.org", roles=["observer"], now=long_ago)
    invite(ada, authority, email="new@example.org", roles=["observer"], now=timezone.now())
    old = asked(a_member(authority, "Dora", "contributor"), authority, table(1))
    Job.objects.filter(pk=done(old).pk).update(ended_at=long_ago)
    for name in ("invitations", "jobs", "sessions"):
        chores.do(name)
    assert list(Invitation.objects.filter(taken_at=None).values_list("email", flat=True)) == ["new@example.org"]
    assert not Job.objects.exists()
