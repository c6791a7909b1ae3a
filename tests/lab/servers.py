"""The servers of the laboratory: Samba and NFS-Ganesha, each in the foreground with a configuration of its own."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Final

SMB_PORT: Final = 4455
NFS_PORT: Final = 20490
_PACKAGES: Final = {
    "linux.uml": "user-mode-linux",
    "smbd": "samba",
    "ganesha.nfsd": "nfs-ganesha-vfs",
    "mount.cifs": "cifs-utils",
    "mount.nfs4": "nfs-common",
    "busybox": "busybox-static",
    "ip": "iproute2",
}
_SAMBA: Final = """
[global]
  smb ports = {port}
  private dir = {work}
  lock directory = {work}
  state directory = {work}
  cache directory = {work}
  pid directory = {work}
  ncalrpc dir = {work}/ncalrpc
  log file = {work}/smbd.log
  map to guest = bad user
  guest account = root
  server min protocol = SMB3
  disable netbios = yes
  load printers = no
[cdm]
  path = {share}
  read only = no
  guest ok = yes
  guest only = yes
"""
_GANESHA: Final = """
NFS_CORE_PARAM {{ NFS_Port = {port}; Protocols = 4; Enable_NLM = false; Enable_RQUOTA = false; }}
NFSV4 {{ Graceless = true; Lease_Lifetime = 10; }}
EXPORT {{ Export_Id = 1; Path = {share}; Pseudo = /cdm; Access_Type = RW; Squash = No_Root_Squash;
  Transports = TCP; SecType = sys; Protocols = 4; FSAL {{ Name = VFS; }} }}
"""


def missing() -> list[str]:
    """Return the Debian packages that the laboratory lacks here."""
    path = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
    return sorted({package for tool, package in _PACKAGES.items() if shutil.which(tool, path=path) is None})


class Server:
    """A file server that can be stopped and let go on, as if it hung."""

    def __init__(self, kind: str, work: Path, share: Path) -> None:
        self.port = SMB_PORT if kind == "smb" else NFS_PORT
        (work / "ncalrpc").mkdir(parents=True)
        conf = work / "server.conf"
        text = _SAMBA if kind == "smb" else _GANESHA
        conf.write_text(text.format(work=work, share=share, port=self.port))
        command = (
            ["smbd", "--foreground", "--no-process-group", "-s", str(conf)]
            if kind == "smb"
            else ["ganesha.nfsd", "-F", "-f", str(conf), "-L", str(work / "ganesha.log"), "-p", str(work / "pid")]
        )
        with (work / "server.out").open("wb") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True)
        self._await_port()

    def hang(self) -> None:
        """Stop answering, with every connection left open."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Answer again."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """End the server with all it started."""
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: int) -> None:
        # Samba starts a process for each connection; all of them are of one session.
        subprocess.run(["pkill", f"-{number}", "-s", str(self._process.pid)], check=False)

    def _await_port(self) -> None:
        for _each in range(100):
            with socket.socket() as probe:
                probe.settimeout(0.2)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        message = f"the server does not listen on port {self.port}"
        raise RuntimeError(message)
