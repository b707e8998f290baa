#!/usr/bin/env python3
"""What a store costs: store.py --configcheck PATH [--items N] [--runs N]

Records a snapshot with every rule, evaluates all of it again, records one changed item, and one item whose history is
long; prints times, peak memory, and the ratio of recording one item to evaluating everything.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))


def measure(command):
    """Seconds and peak bytes of a command, by a small process (see measure.py)."""
    run = subprocess.run([sys.executable, "-I", "-S", os.path.join(here, "measure.py"), os.devnull, *command],
                         capture_output=True, check=True)
    status, seconds, _, memory = run.stdout.split()
    if int(status) > 1:
        sys.exit(f"{' '.join(command)}: status {int(status)}, {run.stderr.decode()}")
    return float(seconds), int(memory)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--configcheck", required=True)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=11)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        snapshot = os.path.join(folder, "snapshot.json")
        store = os.path.join(folder, "store")
        subprocess.run([sys.executable, os.path.join(here, "generate_snapshot.py"), str(options.items), snapshot],
                       check=True)

        def record(path, *more):
            return measure([options.configcheck, "record", path, "--store", store, "--quiet", *more])

        def show(what, results):
            seconds = statistics.median(seconds for seconds, _ in results)
            print(f"{what}: {seconds:.4f} s, {max(memory for _, memory in results) >> 20} MB")
            return seconds

        show(f"recording {options.items} items", [record(snapshot, "--rules", "all")])
        show("recording them again", [record(snapshot)])
        everything = [options.configcheck, "check", "--rules", "all", "--output", "ndjson=/dev/null", "--quiet"]
        full = show("evaluating the store", [measure(everything + ["--store", store]) for _ in range(3)])
        show("evaluating the snapshot", [measure(everything + [snapshot]) for _ in range(3)])

        items = json.load(open(snapshot))["configurationItems"]
        group = next(item for item in items if item["resourceType"] == "AWS::EC2::SecurityGroup")
        newest = max(item["configurationItemCaptureTime"] for item in items)
        one = os.path.join(folder, "one.json")

        def change(number):
            # Within the day of the newest item, so that no period passes.
            group["configurationItemCaptureTime"] = newest[:-4] + "%03dZ" % (900 + number)
            group["configuration"]["ipPermissions"] = [
                {"ipProtocol": "tcp", "fromPort": 3389 if number % 2 else 443, "toPort": 3389 if number % 2 else 443,
                 "ipRanges": ["0.0.0.0/0"], "ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}]}]
            json.dump(group, open(one, "w"))

        results = []
        for number in range(options.runs):
            change(number)
            results.append(record(one))
        single = show("recording one changed item", results)
        print(f"evaluating everything takes {full / single:.0f} times as long as recording one changed item")

        history = os.path.join(folder, "history.ndjson")
        for length in (2_000, 20_000):
            store = os.path.join(folder, f"history-{length}")
            with open(history, "w") as file:
                for number in range(length):
                    change(number % 100)
                    group["configurationItemCaptureTime"] = 1_700_000_000_000 + number * 1000
                    file.write(json.dumps(group) + "\n")
            show(f"recording {length} changes of one group", [record(history, "--rules", "all")])
            group["configurationItemCaptureTime"] = 1_800_000_000_000
            json.dump(group, open(one, "w"))
            show("  one more", [record(one)])


if __name__ == "__main__":
    main()
