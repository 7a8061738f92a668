"""Where the work runs changes no bit: one process, a pool, or the workers of a cluster."""

import ast
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from openregime.core.readings import index
from openregime.core.readings.index import (
    ARITHMETIC,
    BadStep,
    OneDropped,
    Worlds,
    estimated_sensitivity,
    over_executor,
    rank_distributions,
    rank_range_distributions,
    worlds_of,
)
from tests.core.readings.index.test_uncertainty import NOISE, WEAKEST, design

BY = (ARITHMETIC, ARITHMETIC, WEAKEST)


@pytest.fixture(scope="module")
def worlds() -> Worlds:
    return worlds_of(design(BY, NOISE, OneDropped("dropped")))


def test_a_pool_by_submit_gives_the_bits_of_one_process(worlds: Worlds) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        spread = rank_distributions(worlds, 70_000, over=over_executor(pool), parts=3)
    assert (spread.counts == rank_distributions(worlds, 70_000).counts).all()


class Reluctant:
    """Takes work, does none of it, and remembers what was given up."""

    def __init__(self) -> None:
        self.promises: list[Future[Any]] = []

    def submit(self, function: object, /, *args: object) -> Future[Any]:
        promise: Future[Any] = Future()
        if not self.promises:
            promise.set_exception(BadStep.because("Broke."))
        self.promises.append(promise)
        return promise


def test_when_one_unit_fails_its_error_is_raised_and_the_rest_given_up(worlds: Worlds) -> None:
    executor = Reluctant()
    with pytest.raises(BadStep, match="Broke"):
        rank_distributions(worlds, 70_000, over=over_executor(executor), parts=3)
    assert len(executor.promises) == 3
    assert all(promise.cancelled() for promise in executor.promises[1:])


def test_nothing_in_the_index_knows_a_cluster() -> None:
    for path in Path(index.__file__).parent.glob("*.py"):
        named = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names] if isinstance(node, ast.Import)
                else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            )
        }  # fmt: skip
        assert not named & {"distributed", "dask", "concurrent", "multiprocessing"}, path


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client


@pytest.mark.slow
def test_two_workers_of_a_cluster_give_the_bits_of_one_process(worlds: Worlds, cluster: Any) -> None:
    """Counts and pairs, ranges of open gaps, and estimates with their intervals, to the last bit."""
    over = over_executor(cluster)
    one, two = (rank_distributions(worlds, 70_000, pairs="all", **how) for how in ({}, {"over": over, "parts": 4}))  # type: ignore[arg-type]
    assert (one.counts == two.counts).all()
    assert one.pairs is not None and two.pairs is not None
    assert (one.pairs == two.pairs).all()

    open_ = worlds_of(design(BY, NOISE, gaps=0.2))
    plain, spread = rank_range_distributions(open_, 70_000), rank_range_distributions(open_, 70_000, over=over, parts=4)
    assert (plain.best == spread.best).all()
    assert (plain.worst == spread.worst).all()

    here, there = estimated_sensitivity(worlds, 512), estimated_sensitivity(worlds, 512, over=over, parts=4)
    np.testing.assert_array_equal(here.total, there.total)
    np.testing.assert_array_equal(here.total_interval, there.total_interval)  # type: ignore[arg-type]


@pytest.mark.slow
def test_a_refusal_on_a_worker_arrives_whole(cluster: Any) -> None:
    at_zero = worlds_of(design((ARITHMETIC, ARITHMETIC, index.GEOMETRIC), index.ValueNoise("noise", 500.0)))
    with pytest.raises(BadStep, match="Is 0 or less in some replication") as refusal:
        rank_distributions(at_zero, 2_000, over=over_executor(cluster), parts=2)
    assert refusal.value.faults
