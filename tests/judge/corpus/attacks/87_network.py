# group: host
# expect: not_pass
# tries: the host's loopback, its neighbours, names, raw packets and listeners on every interface
# subset: yes
import socket

listening = [int(line.split()[1].rpartition(":")[2], 16) for line in open("/proc/net/tcp").readlines()[1:]]
for address in (*(("127.0.0.1", port) for port in listening), ("127.0.0.1", 8080), ("10.0.0.1", 80), ("8.8.8.8", 53), ("localhost", 22)):
    try:
        with socket.create_connection(address, 0.3) as connection:
            connection.sendall(b"hello from the sandbox")
    except OSError:
        pass
for kind in (socket.SOCK_RAW, socket.SOCK_DGRAM):
    try:
        socket.socket(socket.AF_INET, kind, 1 if kind == socket.SOCK_RAW else 0).sendto(b"x" * 16, ("127.0.0.1", 53))
    except OSError:
        pass
for family in (16, 17, 29, 31, 38, 40):  # netlink, packet, CAN, bluetooth, kernel crypto, vsock
    try:
        socket.socket(family, socket.SOCK_RAW)
    except OSError:
        pass


class UnknownSlip(LookupError):
    pass


def send(fn, *args, **kwargs):
    return 0


def fetch(slip, patience=5.0):
    return None
