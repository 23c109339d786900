"""Has fork_server.py run a charm with this process's files, folder and environment, and ends like it."""

# Only what Python loads anyway and modules in C: `socket` and `json` would take as long as the hook.
import _signal
import _socket
import marshal
import os
import struct
import sys

address, script = sys.argv[1:]
server = _socket.socket(_socket.AF_UNIX)
try:
    server.connect(address)
except OSError:  # The server has ended.
    os.execv(sys.executable, [sys.executable, script])
message = marshal.dumps((script, os.getcwd(), dict(os.environ)))
files = (_socket.SOL_SOCKET, _socket.SCM_RIGHTS, struct.pack("3i", 0, 1, 2))
server.sendmsg([struct.pack("<i", len(message))], [files])
server.sendall(message)
answer = server.recv(4)
if not answer:
    sys.exit("the process of fork_server.py that ran this hook has ended before it")
[code] = struct.unpack("<i", answer)
if code < 0:
    if code != -_signal.SIGKILL:
        _signal.signal(-code, _signal.SIG_DFL)
    os.kill(os.getpid(), -code)
sys.exit(code)
