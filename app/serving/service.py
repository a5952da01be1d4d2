"""The whole service: the account, the enclosure, the watched database, the children."""

from collections.abc import Callable

from app.config import Settings
from app.database import Database
from app.serving.children import declared
from app.serving.confinement.account import service_user
from app.serving.confinement.enclosure import enclosure, open_for_reading
from app.serving.confinement.private_folder import private_folder
from app.serving.keeper import Keeper
from app.serving.supervisor import Supervisor
from layers.formats import owned_folders


def serve(settings: Settings, database: Database, *, on_ready: Callable[[str], None]) -> int:
    """Serve on a database that is up and migrated until told to stop; return the exit code.

    Raises
    ------
    NotServedError
        The children cannot run as they must, the port is taken, or the service never answers.
    """
    person = service_user()
    url = database.application_url()
    # This process writes no data: it keeps no connection that a fork or a restart could spoil.
    database.disconnect()
    read = (settings.folder / "standards", settings.folder / "rasters")
    # What killed imports and exports left behind.
    for where in (None, settings.folder / "rasters"):
        owned_folders.sweep(where)
    with private_folder(person) as folder:
        if person is not None:
            open_for_reading(*read)
        enclosed = enclosure(person, *read, port=settings.port)
        supervisor = Supervisor(settings, declared(settings, folder), enclosed, url=url)
        if not database.embedded:
            return supervisor.run(on_ready)
        keeper = Keeper(
            database.folder,
            changed=lambda _owner: supervisor.use_url(database.application_url()),
        )
        keeper.start()
        try:
            return supervisor.run(on_ready)
        finally:
            keeper.stop()
