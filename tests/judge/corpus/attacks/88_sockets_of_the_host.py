# group: host
# expect: not_pass
# tries: abstract sockets, and every socket file it finds: buses, agents, container engines
# subset: yes
import os
import socket

seen = [line.split()[-1] for line in open("/proc/net/unix").readlines()[1:]]
abstract = ["\0" + name[1:] for name in seen if name.startswith("@")]
for address in (*abstract, "\0/tmp/.X11-unix/X0", "\0/org/bus", "/var/run/docker.sock", "/run/dbus/system_bus_socket"):
    with socket.socket(socket.AF_UNIX) as one:
        try:
            one.connect(address)
            one.sendall(b"hello from the sandbox")
        except OSError:
            pass
for folder in ("/run", "/var/run", "/tmp"):
    for top, _, files in os.walk(folder):
        for name in files:
            try:
                socket.socket(socket.AF_UNIX).connect(os.path.join(top, name))
            except OSError:
                pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
