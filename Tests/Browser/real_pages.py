#!/usr/bin/env python3
"""real_pages.py CONFIGCHECK: HTML reports that configcheck writes, put to a browser as html_report.py does.

A small account with a baseline and waivers, a store with a history, a run that judges nothing, a damaged input, items whose
names, tags and policies try to run, and 20,000 findings with evidence and graph, whose page must stay below 5 MB.
"""
import json
import os
import subprocess
import sys
import tempfile

import html_report
from html_report import check
from playwright.sync_api import sync_playwright

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOSTILE = [
    "<script>window.hacked=1</script>",
    "</script><script>window.hacked=2</script>",
    "\"><img src=x onerror=window.hacked=3>",
    "' onmouseover='window.hacked=4' x='",
    "<!--<script>",
    "javascript:window.hacked=5",
    "{{7*7}} ${7*7} `id` $(id)",
    "\u202egnp.exe\u2066 \u061c\u200f",
    "bell\u0007 escape\u001b[31m csi\u009b31m del\u007f nul\u0000",
    "line\u2028separator\nnewline\ttab",
    "x" * 10_000,
]
SHOWN = [
    "<script>window.hacked=1</script>", "</script><script>window.hacked=2</script>",
    "\"><img src=x onerror=window.hacked=3>", "' onmouseover='window.hacked=4' x='", "<!--<script>",
    "\\u{202E}gnp.exe\\u{2066}", "\\u{1B}[31m", "\\u{9B}31m", "\\u{7}",
]


def group(name, ports, day=1, tags=None):
    permissions = [{"ipProtocol": "tcp", "fromPort": port, "toPort": port, "ipRanges": ["0.0.0.0/0"]} for port in ports]
    return {
        "resourceType": "AWS::EC2::SecurityGroup", "resourceId": name, "resourceName": name,
        "ARN": f"arn:aws:ec2:eu-west-1:111122223333:security-group/{name}", "awsAccountId": "111122223333",
        "awsRegion": "eu-west-1", "configurationItemStatus": "OK",
        "configurationItemCaptureTime": f"2026-01-{day:02}T10:00:00.000Z", "tags": tags or {},
        "configuration": {"vpcId": "vpc-" + name, "ipPermissions": permissions},
    }


def bucket(name):
    policy = {"Statement": [{"Sid": name, "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}]}
    item = group(name, [], tags={name: name})
    item.update(
        resourceType="AWS::S3::Bucket", configuration={"name": name},
        supplementaryConfiguration={"BucketPolicy": {"policyText": json.dumps(policy)}})
    return item


def write(path, items):
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(json.dumps(item) + "\n" for item in items)
    return path


def make(program, folder):
    """The pages by name."""
    def page(name, *arguments, status=1):
        path = os.path.join(folder, name + ".html")
        run = subprocess.run(
            [program, "check", *arguments, "--rules", "all", "--as-of", "2026-02-01", "--quiet", "-o", "html=" + path],
            cwd=folder, capture_output=True, text=True, check=False)
        check(run.returncode == status, f"{name}: exit status {run.returncode}: {run.stderr[:500]}")
        return path

    small = os.path.join(ROOT, "Snapshots/small-account/input")
    with open(os.path.join(folder, "waivers.json"), "w", encoding="utf-8") as file:
        json.dump({"waivers": [{"rule": "s3-*", "resource": "*", "reason": "<b>public</b>", "owner": "web", "ticket": "T-1",
                                "expiry": "2099-01-01"}]}, file)
    # A baseline that knows some of it, and something that is gone.
    subprocess.run([program, "check", small, "--rule", "restricted-*,ec2-*", "--write-baseline", "base.json", "--quiet",
                    "--as-of", "2026-02-01"], cwd=folder, check=False, capture_output=True)
    with open(os.path.join(folder, "base.json"), encoding="utf-8") as file:
        baseline = json.load(file)
    baseline["findings"].append(dict(baseline["findings"][0], resourceId="gone"))
    with open(os.path.join(folder, "base.json"), "w", encoding="utf-8") as file:
        json.dump(baseline, file)

    history = [group(f"sg-{n}", [22, 3389][: (day + n) % 3], day) for day in range(1, 29) for n in range(6)]
    subprocess.run([program, "record", write(os.path.join(folder, "history.ndjson"), history), "--store", "store",
                    "--rules", "all", "--quiet"], cwd=folder, check=True)
    hostile = [make(name) for name in HOSTILE for make in (lambda name: group(name, [22, 3389], tags={name: name}), bucket)]
    many = [group(f"sg-{n:05}", [22, 3389]) for n in range(10_000)]
    with open(os.path.join(folder, "cut <script>.json"), "w", encoding="utf-8") as file:
        file.write('{"configurationItems":[')
    return {
        "small": page("small", small, "--waivers", "waivers.json", "--baseline", "base.json"),
        "store": page("store", "--store", "store"),
        "hostile": page("hostile", write(os.path.join(folder, "hostile.ndjson"), hostile)),
        "none": page("none", write(os.path.join(folder, "none.ndjson"), [group("sg-1", [])]), "--rule", "kms-*", status=3),
        "damaged": page("damaged", small, "cut <script>.json", status=3),
        "many": page(
            "many", write(os.path.join(folder, "many.ndjson"), many), "--rule", "restricted-ssh,restricted-common-ports"),
    }


def opened(report, limit):
    """Opens the first findings, and gives what the page then shows."""
    return report.page.evaluate("""async (limit) => {
      for (const button of [...document.querySelectorAll('#findings button')]) {
        if (button.textContent.startsWith('Show')) button.click();
      }
      for (const details of [...document.querySelectorAll('details.finding')].slice(0, limit)) {
        details.open = true;
        await new Promise((done) => setTimeout(done, 10));
        for (const element of details.querySelectorAll('*')) element.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
      }
      return document.body.innerText; // of what can be seen, so not of the data
    }""", limit)


def main():
    program = os.path.abspath(sys.argv[1])
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=html_report.BROWSER, args=["--no-sandbox"])
        pages = make(program, folder)
        for path in pages.values():
            html_report.every_page(browser, path)

        report = html_report.Report(browser, pages["hostile"])
        text = opened(report, 200)
        for shown in SHOWN:
            check(shown in text, f"hostile: {shown!r} is not shown")
        check(not any(ord(c) < 32 and c not in "\n\t" or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2066" for c in text),
              "hostile: the page holds control characters")
        check(report.page.evaluate("window.hacked === undefined"), "hostile: a name has run")
        report.close()

        report = html_report.Report(browser, pages["small"])
        text = opened(report, 200)
        for shown in ("configuration.publiclyAccessible", "What is around it", "<b>public</b>", "T-1"):
            check(shown in text, f"small: {shown!r} is not shown")
        report.close()

        report = html_report.Report(browser, pages["store"])
        text = opened(report, 10)
        for shown in ("Trend", "NON_COMPLIANT, was COMPLIANT", "Configuration.IpPermissions.0"):
            check(shown in text, f"store: {shown!r} is not shown")
        report.close()

        size = os.path.getsize(pages["many"])
        print(f"20,000 findings with evidence and graph: {size / 1e6:.2f} MB")
        check(html_report.LARGE < size < 5_000_000, f"many: {size} bytes")
        html_report.large(browser, pages["many"])
        browser.close()
    print(f"{len(pages)} real pages: " + (f"{len(html_report.failures)} failures" if html_report.failures else "all as they should be"))
    sys.exit(1 if html_report.failures else 0)


if __name__ == "__main__":
    main()
