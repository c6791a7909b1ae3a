#!/bin/sh
# The first process of a machine of the laboratory: network, modules, the folder, then its task; then the power is off.
# Its settings stand in the file named by the kernel's command line as lab=FILE.
mount -t proc proc /proc
mount -t tmpfs -o size=400m tmp /run
for word in $(cat /proc/cmdline); do case $word in lab=*) . "${word#lab=}" ;; esac; done
modules=/usr/lib/uml/modules/$(uname -r)
load() {
  line=$(grep -m1 "/$1[.]ko:" "$modules/modules.dep") || return 0
  for needed in $(echo "${line#*:}" | tr ' ' '\n' | tac); do busybox insmod "$modules/$needed" 2>/dev/null; done
  busybox insmod "$modules/${line%%:*}" 2>/dev/null
}
for each in gf128mul ghash-generic seqiv cmac ccm gcm ctr md5 hmac ecb cifs nfsv4; do load "$each"; done
ip link set lo up
ip addr add "$ADDRESS/24" dev vec0
ip link set vec0 up
mkdir -p /run/share
case $KIND in
  smb) mount -t cifs "//$SERVER/cdm" /run/share -o "guest,vers=3.1.1,port=$PORT,cache=strict,actimeo=1,soft,nodfs" ;;
  nfs) mount -t nfs4 -o "port=$PORT,vers=4.2,hard" "$SERVER:/cdm" /run/share ;;
esac
cd "$ROOT" && TMPDIR=/run PYTHONDONTWRITEBYTECODE=1 "$PYTHON" -m tests.lab.guest "$WORK" "$MACHINE" "$MACHINES" "$KILLS" \
  >"$WORK/guest$MACHINE.out" 2>&1
sync
busybox poweroff -f
