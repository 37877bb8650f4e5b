"""Workers on a Dask cluster: `[run] executor = "dask"`, with the extra `cluster`.

The scheduler's address comes from Dask's configuration, such as DASK_SCHEDULER_ADDRESS. If a worker
dies, Dask gives its tasks to another one.
"""

from __future__ import annotations

from concurrent.futures import Executor

from feedtool.errors import ConfigError


def executor() -> Executor:
    """An executor on the cluster that Dask's configuration names.

    Raises `ConfigError` if it does not name one, or Dask is not installed.
    """
    try:
        from dask import config
        from distributed import Client
        from distributed.cfexecutor import ClientExecutor
    except ImportError as error:
        raise ConfigError(f"{error}; pip install 'feedtool[cluster]'") from None

    class Cluster(ClientExecutor):
        """An executor that disconnects from the cluster when it is shut down."""

        def shutdown(self, wait: bool = True, **_options: bool) -> None:
            super().shutdown(wait=wait)  # type: ignore[no-untyped-call]
            self._client.close()

    address = config.get("scheduler-address", None)
    if not address:
        raise ConfigError(
            "no cluster is configured; set DASK_SCHEDULER_ADDRESS to the scheduler's address, such "
            "as tcp://10.0.0.1:8786"
        )
    client = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    cluster: Executor = Cluster(client, pure=False)  # type: ignore[no-untyped-call]
    return cluster
