#!/usr/bin/env python3
"""check_verdicts.py CONFIGCHECK FOLDER: events that AWS's own rule tests come with, whose file names say the verdict.

FOLDER holds the reference messages. Prints a line for each difference and `N passed, M failed` last.
"""
import json
import pathlib
import subprocess
import sys

VERDICT = {"success": "COMPLIANT", "failure": "NON_COMPLIANT"}
RULES = {
    "acr_cloudtrail_cloudwatch": "cloud-trail-cloud-watch-logs-enabled",
    "acr_s3_bucket_exposed": "s3-bucket-public-read-prohibited",
}


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    passed = failed = 0
    for prefix, rule in RULES.items():
        for suffix, expected in VERDICT.items():
            file = folder / f"{prefix}_{suffix}.json"
            run = subprocess.run(
                [program, "check", file, "--rule", rule, "--output", "ndjson", "--quiet"], capture_output=True, text=True
            )
            found = [json.loads(line)["complianceType"] for line in run.stdout.splitlines()]
            if found == [expected]:
                passed += 1
            else:
                failed += 1
                print(f"{file.name}: {rule} is {found}, not {expected}: {run.stderr.strip()}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
