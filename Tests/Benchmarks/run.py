#!/usr/bin/env python3
"""Measure configcheck against jq and simdjson on the same snapshots and the same five rules.

Prints Markdown. Exit code 0: all contenders agree; 1: they disagree, or one of them failed;
2: something that the benchmark needs is missing. README.md says what the figures mean.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
RULES = [
    "restricted-common-ports",
    "rds-storage-encrypted",
    "rds-instance-public-access-check",
    "encrypted-volumes",
    "s3-bucket-versioning-enabled",
]
BLOCKED_PORTS = [22, 22, 3389, 3389, 3389]
LARGE = 50_000  # from here on jq, which needs many seconds a run, gets fewer of them
MEGA = 1_000_000


class Trouble(Exception):
    """A reason to stop, with the exit code that goes with it."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def say(message):
    """Tell how far the benchmark is, without disturbing the Markdown on standard output."""
    print(message, file=sys.stderr, flush=True)


# ------------------------------------------------------------------------------ contenders


class Row:
    """One row of the table: a command, how to read its result, and the figures of its runs."""

    def __init__(self, label, command, *, pairs=None, output=os.devnull, runs, errors=None):
        self.label = label
        self.command = [str(part) for part in command]
        self.output = str(output)
        self.read_pairs = pairs
        self.expected_errors = errors
        self.runs = runs
        self.samples = []

    def run(self):
        """Run the command once; returns (wall, cpu, peak) and fails when the command does."""
        measure = [sys.executable, "-I", "-S", str(HERE / "measure.py"), self.output]
        done = subprocess.run(
            measure + self.command, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode != 0:
            raise Trouble(1, "%s could not be started:\n%s" % (self.label, done.stderr[-2000:]))
        code, wall, cpu, peak = done.stdout.split()
        if code != "0":
            raise Trouble(1, "%s: exit code %s\n%s" % (self.label, code, done.stderr[-2000:]))
        if self.expected_errors is not None and done.stderr.strip() != self.expected_errors:
            raise Trouble(1, "%s: expected %r on standard error, found %r" % (
                self.label, self.expected_errors, done.stderr[-2000:]))
        return float(wall), float(cpu), int(peak)

    def pairs(self):
        """The NON_COMPLIANT (rule, resource id) pairs of the last run, or None for a floor."""
        return None if self.read_pairs is None else self.read_pairs()

    def column(self, index):
        """One figure of all runs."""
        return [sample[index] for sample in self.samples]


def pairs_of_lines(path):
    """Read `RULE<TAB>RESOURCEID` lines."""
    with open(path, encoding="utf-8", newline="\n") as stream:
        return sorted(tuple(line.rstrip("\n").split("\t", 1)) for line in stream)


def pairs_of_ndjson(path):
    """Read configcheck's evaluations and keep the NON_COMPLIANT ones."""
    pairs = []
    with open(path, encoding="utf-8", newline="\n") as stream:
        for line in stream:
            evaluation = json.loads(line)
            if evaluation["complianceType"] == "NON_COMPLIANT":
                pairs.append((evaluation["configRuleName"], evaluation["resourceId"]))
    return sorted(pairs)


def configcheck_row(options, label, snapshot, jobs, work):
    """A row that runs configcheck over a snapshot."""
    result = work / "configcheck.ndjson"
    command = [options.configcheck, "check", snapshot, "--rules", "all"]
    command += ["--rule", ",".join(RULES)]
    for number, port in enumerate(BLOCKED_PORTS, start=1):
        command += ["--param", "restricted-common-ports.blockedPort%d=%d" % (number, port)]
    command += ["--output", "ndjson=%s" % result, "--fail-on", "never", "--quiet"]
    command += ["--jobs", jobs]
    return Row(label, command, pairs=lambda: pairs_of_ndjson(result), runs=options.runs)


def simdjson_row(options, label, command, items, work):
    """A row that runs the C++ program, which must say that it visited every item."""
    result = work / "simdjson.txt"
    return Row(
        label, command, output=result, pairs=lambda: pairs_of_lines(result), runs=options.runs,
        errors="%d items" % items,
    )


def make_rows(options, items, snapshot, packed, work):
    """All rows for one size, in the order in which they run and are shown."""
    rows = []
    if "configcheck" in options.contenders:
        for jobs in options.jobs:
            label = "configcheck --jobs %d" % jobs
            rows.append(configcheck_row(options, label, snapshot, jobs, work))
        most = max(options.jobs)
        label = "configcheck --jobs %d, .gz" % most
        rows.append(configcheck_row(options, label, packed, most, work))
    if "simdjson" in options.contenders:
        program = work / "simdjson_rules"
        rows.append(simdjson_row(options, "simdjson, loaded", [program, snapshot], items, work))
        mapped = [program, "--map", snapshot]
        rows.append(simdjson_row(options, "simdjson, mapped", mapped, items, work))
    if "jq" in options.contenders:
        result = work / "jq.txt"
        runs = options.runs if items < LARGE else max(1, options.runs // 2)
        rows.append(Row(
            "jq", ["jq", "-r", "-f", HERE / "jq_rules.jq", snapshot], output=result,
            pairs=lambda: pairs_of_lines(result), runs=runs,
        ))
    rows.append(Row("floor: gzip -dc, .gz", ["gzip", "-dc", packed], runs=options.runs))
    rows.append(Row("floor: cat", ["cat", snapshot], runs=options.runs))
    return rows


# ------------------------------------------------------------------------------ preparation


def check_tools(options):
    """Say what is missing, and how to get it, before anything slow begins."""
    missing = []
    packages = []
    if "configcheck" in options.contenders and shutil.which(options.configcheck) is None:
        missing.append("%s (build it with: swift build -c release)" % options.configcheck)
    wanted = [("gzip", "gzip")]
    if "jq" in options.contenders:
        wanted.append(("jq", "jq"))
    if "simdjson" in options.contenders:
        wanted.append(("g++", "g++"))
    for tool, package in wanted:
        if shutil.which(tool) is None:
            missing.append(tool)
            packages.append(package)
    if "simdjson" in options.contenders:
        if "g++" in packages or not has_simdjson():
            missing.append("simdjson.h and its library")
            packages.append("libsimdjson-dev")
    if not missing:
        return
    message = "missing: " + ", ".join(missing)
    if packages:
        message += "\nget it with: apt-get install " + " ".join(packages)
    raise Trouble(2, message)


def has_simdjson():
    """Whether g++ finds simdjson's header."""
    check = ["g++", "-std=c++17", "-E", "-x", "c++", "-o", os.devnull, "-"]
    source = "#include <simdjson.h>\n"
    return subprocess.run(check, input=source, text=True, capture_output=True).returncode == 0


def compile_simdjson(work):
    """Compile the C++ contender into the work folder."""
    say("compiling simdjson_rules.cpp")
    command = ["g++", "-std=c++17", "-O3", "-march=native", "-DNDEBUG"]
    command += [str(HERE / "simdjson_rules.cpp"), "-lsimdjson", "-o", str(work / "simdjson_rules")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Trouble(1, "simdjson_rules.cpp does not compile:\n" + done.stderr[:4000])


def make_data(items, folder):
    """The snapshot of that size and its .gz, made now unless the folder holds them already.

    The names hold a part of the generator's hash, so an old file is never taken for a new one.
    """
    generator = HERE / "generate_snapshot.py"
    version = hashlib.sha256(generator.read_bytes()).hexdigest()[:8]
    snapshot = folder / ("snapshot-%d-%s.json" % (items, version))
    packed = snapshot.with_name(snapshot.name + ".gz")
    part = folder / "unfinished.part"
    if not snapshot.exists():
        say("generating %s" % snapshot.name)
        subprocess.run([sys.executable, str(generator), str(items), str(part)], check=True)
        part.replace(snapshot)
    if not packed.exists():
        say("compressing %s" % snapshot.name)
        with open(part, "wb") as stream:
            subprocess.run(["gzip", "-6", "-n", "-c", str(snapshot)], stdout=stream, check=True)
        part.replace(packed)
    return snapshot, packed


# ------------------------------------------------------------------------------ measuring


def show_difference(first, first_pairs, other, other_pairs):
    """Fail and name up to ten pairs that only one of two contenders reports."""
    lines = ["%s and %s disagree (%d and %d pairs)" % (
        first.label, other.label, len(first_pairs), len(other_pairs))]
    only_first = set(first_pairs) - set(other_pairs)
    only_other = set(other_pairs) - set(first_pairs)
    differences = [(pair, first.label) for pair in only_first]
    differences += [(pair, other.label) for pair in only_other]
    for pair, label in sorted(differences)[:10]:
        lines.append("  only %s: %s" % (label, " ".join(pair)))
    if not differences:
        lines.append("  the same set, but one of them reports some pairs more than once")
    raise Trouble(1, "\n".join(lines))


def check_coverage(items, row, pairs):
    """Agreement on nothing proves nothing: each rule must find something in a larger snapshot."""
    silent = sorted(set(RULES) - {pair[0] for pair in pairs})
    unknown = sorted({pair[0] for pair in pairs} - set(RULES))
    if unknown or (silent and items >= 5000):
        raise Trouble(1, "%s: rules without a finding: %s; unknown rules: %s" % (
            row.label, ", ".join(silent) or "-", ", ".join(unknown) or "-"))


def measure(items, rows):
    """Warm every contender up, then run all in turn; compare the findings of every run."""
    rounds = max(row.runs for row in rows)
    reference = None
    for number in range(rounds + 1):
        say("%d items, %s" % (items, "round %d of %d" % (number, rounds) if number else "warm-up"))
        for row in rows:
            if number > row.runs:
                continue
            figures = row.run()
            if number:
                row.samples.append(figures)
            pairs = row.pairs()
            if pairs is None:
                continue
            if reference is None:
                check_coverage(items, row, pairs)
                reference = row, pairs
            elif pairs != reference[1]:
                show_difference(*reference, row, pairs)
    return 0 if reference is None else len(reference[1])


# ------------------------------------------------------------------------------ the report


def reference_rows(rows):
    """The rows that the others are divided by: configcheck's on the plain file, or the first."""
    own = [row for row in rows if row.label.startswith("configcheck") and ".gz" not in row.label]
    return own or rows[:1]


def ratio_cells(row, reference):
    """The ratio of the wall medians, and the median of the ratios inside each round."""
    if row is reference:
        return ["1", "1"]
    medians = statistics.median(row.column(0)) / statistics.median(reference.column(0))
    pairwise = statistics.median(
        mine / other for mine, other in zip(row.column(0), reference.column(0))
    )
    return ["%.2f" % medians, "%.2f" % pairwise]


def smallest_peak():
    """The peak that is counted for a program that uses no memory: that of measure.py, in MB."""
    nothing = Row("true", ["true"], runs=1)
    return max(nothing.run()[2] for _ in range(3)) / MEGA


def print_table(items, snapshot, packed, rows, findings):
    """Print the section of one size."""
    smallest = smallest_peak()
    references = reference_rows(rows)
    plain = snapshot.stat().st_size / MEGA
    small = packed.stat().st_size / MEGA
    print("### {:,} items ({:.0f} MB, {:.0f} MB as .gz)\n".format(items, plain, small))
    if findings:
        print("All contenders report the same {:,} findings.\n".format(findings))
    head = ["contender", "runs", "wall min s", "wall median s", "wall max s", "CPU median s"]
    head.append("peak MB")
    for reference in references:
        head += ["wall ÷ " + reference.label, "the same, pairwise"]
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        walls = row.column(0)
        cells = [row.label, "%d" % len(walls)]
        cells += ["%.3f" % value for value in (min(walls), statistics.median(walls), max(walls))]
        cells.append("%.3f" % statistics.median(row.column(1)))
        peak = max(row.column(2)) / MEGA
        cells.append("%.0f" % peak if peak > 1.1 * smallest else "≤ %.0f" % smallest)
        for reference in references:
            cells += ratio_cells(row, reference)
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def processor():
    """The name of the processor, as far as the system tells."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            for line in stream:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"


def first_line(command):
    """The first line that a command prints, for the versions in the heading."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip().split("\n")[0]


def print_heading(options, work):
    """Print what the figures were taken on."""
    facts = [processor(), "%d cores" % os.cpu_count(), platform.machine(), platform.system()]
    if "simdjson" in options.contenders:
        facts.append(first_line([str(work / "simdjson_rules"), "--version"]))
    if "jq" in options.contenders:
        facts.append(first_line(["jq", "--version"]))
    print("Measured on: %s." % ", ".join(facts))
    print("Whole processes in turn, after one warm-up each; 1 MB is 1,000,000 bytes.\n")


# ------------------------------------------------------------------------------ the command


def parse_arguments(arguments):
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Benchmark configcheck against jq and simdjson.")
    add = parser.add_argument
    add("--configcheck", metavar="PATH", default=".build/release/configcheck",
        help="the program to measure (default: %(default)s)")
    add("--items", metavar="N", type=int, nargs="+", default=[20_000, 200_000],
        help="sizes of the snapshots (default: 20000 200000)")
    add("--runs", metavar="R", type=int, default=5,
        help="measured runs of each contender (default: 5; jq half of it on large snapshots)")
    add("--jobs", metavar="N", type=int, nargs="+", default=[1, 2],
        help="values of configcheck's --jobs (default: 1 2); the largest also reads the .gz")
    add("--data", metavar="DIR", type=Path,
        help="make or reuse the snapshots here (default: a temporary folder, removed at the end)")
    add("--contenders", nargs="+", choices=["configcheck", "jq", "simdjson"],
        default=["configcheck", "jq", "simdjson"],
        help="who takes part (default: all); without configcheck the ratios are against the first")
    options = parser.parse_args(arguments)
    if options.runs < 1 or min(options.items) < 1 or min(options.jobs) < 1:
        parser.error("--runs, --items and --jobs need numbers from 1 on")
    return options


def benchmark(options, work):
    """Prepare, measure and report, one size after the other."""
    check_tools(options)
    if "simdjson" in options.contenders:
        compile_simdjson(work)
    data = options.data or work
    data.mkdir(parents=True, exist_ok=True)
    print_heading(options, work)
    for items in options.items:
        snapshot, packed = make_data(items, data)
        rows = make_rows(options, items, snapshot, packed, work)
        findings = measure(items, rows)
        print_table(items, snapshot, packed, rows, findings)
        if options.data is None:
            snapshot.unlink()
            packed.unlink()


def main(arguments):
    """Run the benchmark in a temporary folder and turn trouble into exit codes."""
    options = parse_arguments(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder is removed
    with tempfile.TemporaryDirectory(prefix="configcheck-bench-") as folder:
        try:
            benchmark(options, Path(folder))
        except Trouble as trouble:
            say("error: %s" % trouble)
            return trouble.code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
