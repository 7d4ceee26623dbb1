"""As whom an engine runs.

PostgreSQL refuses to run as root, and no engine needs to. An ordinary user runs the engines as themselves;
root runs them as the system account `mingle` through `setpriv`, which also hands over one capability: to
*look* into folders like a 0700 /root. So nobody's permissions have to be changed for the account to reach
the binaries and its own data there.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mingle.embedded.errors import OWN_ENGINE, EngineError

ACCOUNT_NAME = "mingle"
_CAP_SETPCAP = 8
# The weakest one comes first. Containers often lack it, but have the second.
_REACHING_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}


@dataclass(frozen=True)
class Account:
    """The user and group ids that an engine runs with."""

    uid: int
    gid: int


def account_for(folder: Path, *, setting: str) -> Account | None:
    """Choose the account for the engine in `folder`; None: this process's own user.

    The folder of an ordinary user stays theirs when root starts the engine; every other is `mingle`'s.
    `setting` names the variable for an engine of one's own, for the words of an error.

    Raises:
        EngineError: started as root on a machine that lacks the tools to be somebody else.
    """
    if os.geteuid() != 0:
        return None
    mend = f"start Mingle as an ordinary user, {OWN_ENGINE.format(setting=setting)}"
    if not _setpriv_can("--ambient-caps"):
        raise EngineError(
            "Engines do not run as root, and the tool `setpriv` to run them as somebody else is missing.",
            mend=f"install util-linux, {mend}" if sys.platform == "linux" else mend,
        )
    if folder.exists() and (owner := folder.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _system_account(mend)


def as_account(command: list[str], account: Account | None, *, on_parent_death: signal.Signals) -> list[str]:
    """Return `command` so that it runs as `account`, and gets a signal when this process dies, if it can.

    Linux sends that signal when the *thread* that started the program ends, so only what the main thread
    starts gets it. It is a courtesy: the next start stops what lives on without it.
    """
    flags: list[str] = []
    if threading.current_thread() is threading.main_thread() and _setpriv_can("--pdeathsig"):
        flags += ["--pdeathsig", on_parent_death.name.removeprefix("SIG")]
    if account is not None:
        flags += ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
        flags += _capability_flags(Path("/proc/self/status").read_text())
    return [shutil.which("setpriv") or "setpriv", *flags, "--", *command] if flags else command


def give(folder: Path, account: Account | None) -> None:
    """Give `folder` and all that it holds to `account`, if it is root's (it was copied here, for example)."""
    if account is None or not folder.exists() or folder.stat().st_uid != 0:
        return
    for parent, folders, files in os.walk(folder, topdown=False):
        for name in (*folders, *files):
            os.chown(Path(parent, name), account.uid, account.gid, follow_symlinks=False)
    os.chown(folder, account.uid, account.gid)  # last, so that an interrupted walk is done again


def _capability_flags(status: str) -> list[str]:
    line = next((line for line in status.splitlines() if line.startswith("CapEff:")), "CapEff: 0")
    mine = int(line.split()[1], 16)
    reach = next((name for name, bit in _REACHING_CAPABILITIES.items() if mine >> bit & 1), None)
    kept = "-all" if reach is None else f"-all,+{reach}"
    flags = [f"--inh-caps={kept}", f"--ambient-caps={kept}"]
    return [*flags, f"--bounding-set={kept}"] if mine >> _CAP_SETPCAP & 1 else flags


def _setpriv_can(flag: str) -> bool:
    tool = shutil.which("setpriv")
    return sys.platform == "linux" and tool is not None and flag in _help(tool)


@cache
def _help(tool: str) -> str:
    return subprocess.run([tool, "--help"], capture_output=True, text=True, check=False).stdout


def _system_account(mend: str) -> Account:
    account = _look_up()
    if account is not None:
        return account
    tool = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if tool is None:
        raise EngineError(
            f"Engines do not run as root, and the tool `useradd` to make the account `{ACCOUNT_NAME}` is missing.",
            mend=f"install passwd (shadow-utils), {mend}",
        )
    command = [tool, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    account = _look_up()  # another process may have made it at the same moment
    if account is None:
        said = made.stderr.strip().splitlines()
        raise EngineError(f"The system account `{ACCOUNT_NAME}` cannot be made.", mend=mend, log=said)
    return account


def _look_up() -> Account | None:
    try:
        found = pwd.getpwnam(ACCOUNT_NAME)
    except KeyError:
        return None
    return Account(found.pw_uid, found.pw_gid)
