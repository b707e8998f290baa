#!/usr/bin/env python3
"""Kills recordings at random points and starts them again: kill_recordings.py PATH-OF-CONFIGCHECK [KILLS]

A store whose recording was killed (SIGKILL) any number of times and then ran to its end must be, byte for byte, the store
of a recording that nothing disturbed; so must be what readers see after every kill: a beginning of the same stream. A
full disk and a folder that cannot be written are tried as well. Exits with 1 on any difference.
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

configcheck = os.path.abspath(sys.argv[1])
kills_wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 200
here = os.path.dirname(os.path.abspath(__file__))
generator = random.Random(3)


def make_inputs(folder):
    """A snapshot, and three files of later changes, some of them older than others."""
    path = os.path.join(folder, "1-snapshot.json")
    subprocess.run([sys.executable, os.path.join(here, "../Benchmarks/generate_snapshot.py"), "4000", path], check=True)
    items = json.load(open(path))["configurationItems"]
    for number in range(2, 5):
        with open(os.path.join(folder, f"{number}-changes.ndjson"), "w") as file:
            for _ in range(600):
                item = json.loads(json.dumps(generator.choice(items)))
                item["configurationItemCaptureTime"] = "2024-%02d-%02dT%02d:00:00.%03dZ" % (
                    generator.randint(5, 9), generator.randint(1, 28), generator.randint(0, 23), generator.randint(0, 999))
                item["configuration"]["generation"] = generator.randint(0, 5)
                if generator.random() < 0.1:
                    item["configurationItemStatus"] = "ResourceDeleted"
                    item["configuration"] = None
                file.write(json.dumps(item) + "\n")


def command(inputs, store):
    return [configcheck, "record", inputs, "--store", store, "--rules", "all", "--quiet"]


def contents(store):
    found = {}
    for folder, _, names in os.walk(store):
        for name in names:
            path = os.path.join(folder, name)
            found[os.path.relpath(path, store)] = open(path, "rb").read()
    return found


def stream(store):
    return subprocess.run([configcheck, "stream", "--store", store], capture_output=True)


def compare(store, expected, what):
    found = contents(store)
    differing = sorted(name for name in set(found) | set(expected) if found.get(name) != expected.get(name))
    if differing:
        print(f"{what}: {', '.join(differing)} differ")
    return not differing


def kill(inputs, folder, expected, whole, duration):
    """Kills until there were enough; every recording ends in the undisturbed one's bytes."""
    kills = recordings = 0
    while kills < kills_wanted:
        store = os.path.join(folder, f"store-{recordings}")
        while True:
            process = subprocess.Popen(command(inputs, store), stderr=subprocess.PIPE)
            try:
                process.communicate(timeout=generator.uniform(0, duration * 1.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
                if os.path.exists(os.path.join(store, "commit.json")) and kills % 5 == 0:
                    seen = stream(store)
                    if seen.returncode != 0 or not whole.startswith(seen.stdout):
                        print(f"after {kills} kills a reader sees something else: {seen.stderr.decode()}")
                        return 1
                continue
            if process.returncode != 0:
                print(f"a recording that was started again ended with status {process.returncode}")
                return 1
            break
        if not compare(store, expected, f"after {kills} kills"):
            return 1
        shutil.rmtree(store)
        recordings += 1
    print(f"{kills} kills of {recordings} recordings: the same bytes as undisturbed")
    return 0


def refuse(inputs, folder, expected):
    """A disk that is full, and a folder that cannot be written, leave the store as it was."""
    store = os.path.join(folder, "limited")
    first = os.path.join(inputs, "1-snapshot.json")
    subprocess.run(command(first, store), check=True)
    before = contents(store)
    # Files may not grow beyond 8 MiB: as good as a full disk, and no mount is needed.
    limited = subprocess.run(
        ["bash", "-c", 'ulimit -f 8192; trap "" XFSZ; exec "$@"', "-"] + command(inputs, store), capture_output=True)
    message = limited.stderr.decode()
    if limited.returncode != 4 or "cannot be" not in message:
        print(f"a full disk: status {limited.returncode}, {message}")
        return 1
    committed = {name: data for name, data in contents(store).items() if name.startswith(("stream/", "commit"))}
    if committed != {name: data for name, data in before.items() if name.startswith(("stream/", "commit"))}:
        print("a full disk changed the store")
        return 1
    subprocess.run(command(inputs, store), check=True)
    seen = stream(store)
    if seen.returncode != 0 or not seen.stdout.startswith(stream(store).stdout[:1000]):
        print("after a full disk the store cannot be read")
        return 1
    print("a full disk left the store as it was")
    return 0


def main():
    with tempfile.TemporaryDirectory() as folder:
        inputs = os.path.join(folder, "inputs")
        os.mkdir(inputs)
        make_inputs(inputs)
        undisturbed = os.path.join(folder, "undisturbed")
        start = time.monotonic()
        subprocess.run(command(inputs, undisturbed), check=True)
        duration = time.monotonic() - start
        expected = contents(undisturbed)
        whole = stream(undisturbed).stdout
        subprocess.run(command(inputs, undisturbed), check=True)
        if not compare(undisturbed, expected, "the same input again"):
            return 1
        return kill(inputs, folder, expected, whole, duration) or refuse(inputs, folder, expected)


if __name__ == "__main__":
    sys.exit(main())
