"""Run one command and print what it cost. A part of run.py, started anew for each run.

    measure.py STDOUT_FILE COMMAND [ARGUMENT...]

Prints four numbers: exit code, wall seconds, CPU seconds (user + system), peak resident bytes.
The kernel counts the memory of the process that starts a program as the program's own peak until
its exec. So this stays small: it imports next to nothing, and run.py starts it with -I -S.
"""

import os
import sys
import time


def main(output, command):
    """Run the command with its standard output in a file; its standard error is ours."""
    to_file = (os.POSIX_SPAWN_OPEN, 1, output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    start = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[to_file])
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    cpu = usage.ru_utime + usage.ru_stime
    unit = 1 if sys.platform == "darwin" else 1024
    print(os.waitstatus_to_exitcode(status), wall, cpu, usage.ru_maxrss * unit)


main(sys.argv[1], sys.argv[2:])
