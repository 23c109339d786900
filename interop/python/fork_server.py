"""Runs hooks of Python charms in forks of one process, as `python3 ./src/charm.py` would: the imports of `ops` are nine tenths of a hook.

The first argument is the path of the socket. The process ends with its standard input. See fork_client.py.
"""

import gc
import marshal
import os
import runpy
import select
import selectors
import signal
import socket
import struct
import sys
import threading

import loadbalancer_interface  # noqa: F401
import ops  # noqa: F401


def serve(address):
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen(64)
    print("ready", flush=True)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.freeze()
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        while not any(key.fileobj is sys.stdin for key, _ in selector.select()):
            connection, _ = listener.accept()
            if os.fork() == 0:
                break
            connection.close()
        else:
            return
    listener.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    answer(connection)


def answer(connection):
    """Runs one hook, and sends its exit code, or the negative number of the signal that ended it.

    This process and the hook have a session of their own, which is killed when the client ends first.
    """
    os.setsid()
    ended = threading.Event()
    try:
        header, files, _, _ = socket.recv_fds(connection, 4, 3)
        call = marshal.loads(connection.recv(int.from_bytes(header, "little"), socket.MSG_WAITALL))
        pid = os.fork()
        if pid != 0:
            threading.Thread(target=end_with_client, args=(connection, ended), daemon=True).start()
            _, status = os.waitpid(pid, 0)
            ended.set()
            connection.sendall(struct.pack("<i", os.waitstatus_to_exitcode(status)))
            os._exit(0)
    except (ConnectionError, EOFError):  # The client has ended.
        os._exit(0)
    connection.close()
    run(files, *call)


def end_with_client(connection, ended):
    select.select([connection], [], [])
    if not ended.is_set():
        os.killpg(0, signal.SIGKILL)


def run(files, script, folder, environment):
    for target, file in enumerate(files):
        os.dup2(file, target)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    libraries = environment["PYTHONPATH"].split(":")
    sys.path[0:1] = [os.path.join(folder, name) for name in [os.path.dirname(script), *libraries]]
    sys.argv = [script]
    runpy.run_path(script, run_name="__main__")


serve(sys.argv[1])
