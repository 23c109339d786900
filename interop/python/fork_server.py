"""Runs hooks of Python charms in forks of one process, as `python3 ./src/charm.py` would: the imports of `ops` are nine tenths of a hook.

The first argument is the path of the socket. The process ends with its standard input. See fork_client.py.
"""

import gc
import marshal
import os
import runpy
import selectors
import signal
import socket
import sys

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
    """Runs one hook in a process of its own, and sends its exit code."""
    message, files, _, _ = socket.recv_fds(connection, 1_000_000, 3)
    pid = os.fork()
    if pid == 0:
        connection.close()
        run(files, *marshal.loads(message))
        return
    _, status = os.waitpid(pid, 0)
    connection.sendall(bytes([os.waitstatus_to_exitcode(status) & 0xFF]))
    os._exit(0)


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
