"""Workers on a Dask cluster: `[run] executor = "dask"`, with the extra `cluster`.

The scheduler's address comes from Dask's own configuration, as DASK_SCHEDULER_ADDRESS. A worker
that dies is Dask's to replace: what it had under way goes to another one.
"""

from __future__ import annotations

from concurrent.futures import Executor

from feedtool.errors import ConfigError


def executor() -> Executor:
    """An executor on the cluster that Dask's configuration names.

    Raises `ConfigError` if it names none, or Dask is not installed.
    """
    try:
        from dask import config
        from distributed import Client
        from distributed.cfexecutor import ClientExecutor
    except ImportError as error:
        raise ConfigError(f"{error}; pip install 'feedtool[cluster]'") from None

    class Cluster(ClientExecutor):
        """An executor that takes its leave of the cluster once it is shut down."""

        def shutdown(self, wait: bool = True, **_options: bool) -> None:
            super().shutdown(wait=wait)  # type: ignore[no-untyped-call]
            self._client.close()

    address = config.get("scheduler-address", None)
    if not address:
        raise ConfigError(
            "no cluster is named; set DASK_SCHEDULER_ADDRESS to the scheduler's address, such as "
            "tcp://10.0.0.1:8786"
        )
    client = Client(address, set_as_default=False)  # type: ignore[no-untyped-call]
    cluster: Executor = Cluster(client, pure=False)  # type: ignore[no-untyped-call]
    return cluster
