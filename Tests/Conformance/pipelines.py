#!/usr/bin/env python3
"""pipelines.py CONFIGCHECK: the example pipelines of docs/pipelines do what they say.

Reads each file as its service would (YAML; the Jenkinsfile as text), takes the commands that call configcheck, runs them
where `recorded/`, `waivers.json` and `baseline.json` are, and looks for every report that the pipeline hands on. Needs
PyYAML. Exit status: 1 when something failed.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
PIPELINES = ROOT / "docs" / "pipelines"
ACCOUNT = "111122223333"
WAIVERS = {
    "waivers": [
        {"rule": "*", "resource": "*", "reason": "r", "owner": "o", "ticket": "t", "expiry": "2000-01-01"}
    ]
}


def commands(text):
    """The configcheck commands of a shell script, continued lines joined."""
    joined = re.sub(r"\\\n\s*", " ", text)
    for line in joined.splitlines():
        found = re.match(r"\s*(configcheck (?:check|report) .*?)(\s*\|\|.*)?$", line)
        if found:
            yield found.group(1)


def scripts():
    """Each pipeline's shell scripts in order, and the files that it hands on."""
    github = yaml.safe_load((PIPELINES / "github-actions.yml").read_text())
    steps = [step for job in github["jobs"].values() for step in job["steps"]]
    handed = []
    for step in steps:
        handed += [step["with"]["sarif_file"]] if "sarif_file" in step.get("with", {}) else []
        handed += step["with"]["path"].split() if "path" in step.get("with", {}) else []
        handed += re.findall(r"--body-file (\S+)", step.get("run", ""))
    yield "github-actions.yml", [step["run"] for step in steps if "run" in step], handed

    gitlab = yaml.safe_load((PIPELINES / "gitlab-ci.yml").read_text())
    jobs = [gitlab[stage] for stage in gitlab["stages"]]
    handed = [path for job in jobs for path in job["artifacts"].get("paths", [])]
    handed += [path for job in jobs for path in job["artifacts"].get("reports", {}).values()]
    yield "gitlab-ci.yml", [line for job in jobs for line in job["script"]], handed

    jenkins = (PIPELINES / "Jenkinsfile").read_text()
    handed = re.findall(r"(?:testResults|pattern|reportFiles): '([^']+)'", jenkins)
    yield "Jenkinsfile", [jenkins], handed

    codebuild = yaml.safe_load((PIPELINES / "buildspec.yml").read_text())
    lines = [line for phase in codebuild["phases"].values() for line in phase["commands"]]
    handed = [f"{report['base-directory']}/{name}" for report in codebuild["reports"].values() for name in report["files"]]
    handed += re.findall(r"split -l 100 (\S+)", "\n".join(lines))
    yield "buildspec.yml", lines, handed


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    passed = failed = 0

    def check(holds, what):
        nonlocal passed, failed
        passed, failed = passed + bool(holds), failed + (not holds)
        if not holds:
            print(what)

    for name, lines, handed in scripts():
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            shutil.copytree(ROOT / "Snapshots/small-account/input", folder / "recorded" / ACCOUNT)
            (folder / "waivers.json").write_text(json.dumps(WAIVERS))
            (folder / "baseline.json").write_text('{"configcheckBaseline":1,"findings":[]}')
            (folder / "bin").mkdir()
            os.symlink(program, folder / "bin/configcheck")
            for made in ("reports", "shards"):
                (folder / made).mkdir()
            environment = {"PATH": f"{folder}/bin:/usr/bin:/bin", "ACCOUNT": ACCOUNT}
            found = [command for line in lines for command in commands(line)]
            check(found and handed, f"{name}: no command, or nothing is handed on")
            for command in found:
                run = subprocess.run(
                    ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
                )
                expected = 0 if "--fail-on never" in command else 1
                check(run.returncode == expected, f"{name}: exit status {run.returncode}: {command}\n{run.stderr}")
            for path in handed:
                target = folder / path
                filled = any(target.iterdir()) if target.is_dir() else target.exists() and target.stat().st_size > 0
                check(filled, f"{name}: nothing at {path}")
            if name == "buildspec.yml":
                batch = "split -l 100 reports/findings.ndjson reports/batch. && for b in reports/batch.*; do jq -s length $b; done"
                sizes = subprocess.run(["bash", "-c", batch], cwd=folder, capture_output=True, text=True, check=False)
                counts = [int(size) for size in sizes.stdout.split()]
                check(len(counts) > 1 and max(counts) <= 100, f"{name}: batches of {counts}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
