"""A laboratory with real network folders: kernel SMB and NFS clients of machines of their own, against real servers.

Each machine is a User-mode Linux: a whole kernel as an ordinary process, which sees this machine's files and reaches
the server over a network of its own. Needs root, /dev/net/tun and the Debian packages that `missing()` names.

python3 -m tests.lab smb -n 60
python3 -m tests.lab nfs -n 60 --stop 20
"""
