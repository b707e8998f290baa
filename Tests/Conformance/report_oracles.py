#!/usr/bin/env python3
"""Puts every report format to a third party's judge: report_oracles.py CONFIGCHECK ORACLES_DIR CORPUS_DIR

Runs with no finding, some, and thousands, of faulty and of hostile input, each plain and with waivers and a baseline, write
all formats. Of each format the oracle must accept what is written; CSV is read again and compared with NDJSON, Markdown is
parsed by GitHub's own parser, GitHub's commands are parsed again. A second run, and `report` over the NDJSON, must give the
same bytes in every format. Prints what was judged, and exits with 1 on any rejection.

The packages are in requirements.txt beside it; run it with a Python that has them.
"""
import csv
import glob
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

import botocore.session
import cmarkgfm

configcheck, oracles, corpus = (os.path.abspath(argument) for argument in sys.argv[1:4])
root = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
FORMATS = ["ndjson", "json", "table", "csv", "markdown", "junit", "sarif", "github", "gitlab", "asff", "ocsf"]
# Not `junit.py --strict`: its schema demands a time and a host name, and forbids the file that GitLab reads.
ORACLES = {
    "sarif": ["sarif.py"], "junit": ["junit.py"], "gitlab": ["gitlab_cq.py"], "asff": ["asff.py"],
    "ocsf": ["ocsf.py", "--pydantic"],
}
AS_OF = "2026-01-15T12:00:00Z"
failures = []
judged = 0


def check(condition, what):
    """Notes a failure."""
    global judged
    judged += 1
    if not condition:
        failures.append(what)
        print("FAIL", what)


# ---------------------------------------------------------------------------------------------- running

def run(verb, inputs, folder, flags):
    """Writes all formats into a folder, and says which exit status that gave."""
    os.makedirs(folder)
    outputs = [flag for form in FORMATS for flag in ("-o", f"{form}={os.path.join(folder, form)}")]
    command = [configcheck, verb, *inputs, "--as-of", AS_OF, "-q", *flags, *outputs]
    done = subprocess.run(command, capture_output=True, cwd=root)
    check(done.returncode in (0, 1, 3), f"{folder}: exit status {done.returncode}: {done.stderr[-300:]!r}")
    return done.returncode


def read(folder, form):
    with open(os.path.join(folder, form), "rb") as file:
        return file.read()


def same(one, other, what):
    for form in FORMATS:
        check(read(one, form) == read(other, form), f"{what}: {form} differs")


# ---------------------------------------------------------------------------------------------- judging

def evaluations(folder):
    rows = [json.loads(line) for line in read(folder, "ndjson").split(b"\n") if line]
    return [row for row in rows if "error" not in row], [row["error"] for row in rows if "error" in row]


def sanitized(text):
    """What the program makes of characters that steer."""
    names = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    bidirectional = {0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}

    def one(character):
        if unicodedata.category(character) in ("Cc", "Zl", "Zp") or ord(character) in bidirectional:
            return names.get(character, "\\u{%X}" % ord(character))
        return character
    return "".join(map(one, text))


def judge_csv(name, folder, rows):
    text = read(folder, "csv").decode()
    check(text.endswith("\r\n") and "\n" not in text.replace("\r\n", ""), f"{name}: csv: line ends")
    found = list(csv.DictReader(text.splitlines(True)))
    check(len(found) == len(rows), f"{name}: csv has {len(found)} rows, ndjson {len(rows)}")
    for cells, row in zip(found, rows):
        waiver = row.get("waiver", {})
        for key, cell in cells.items():
            wanted = waiver.get(key[6:].lower(), "") if key.startswith("waiver") else str(row.get(key, ""))
            wanted = sanitized(wanted)
            if wanted.lstrip()[:1] and wanted.lstrip()[:1] in "=+-@\uFF1D\uFF0B\uFF0D\uFF20":
                wanted = "'" + wanted
            if cell != wanted:
                check(False, f"{name}: csv: {key} is {cell!r}, not {wanted!r}")
                return
    check(all(None not in cells for cells in found), f"{name}: csv: a row has too many cells")


def judge_markdown(name, folder, rows, errors):
    text = read(folder, "markdown").decode()
    check(len(text) <= 60000 and len(text.encode("utf-16-le")) <= 120000, f"{name}: markdown: {len(text)} characters")
    # No raw HTML filter, so that whatever got through would be seen.
    page = cmarkgfm.github_flavored_markdown_to_html(text, options=cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE)
    tags = set(re.findall(r"</?([a-zA-Z][a-zA-Z0-9]*)", page))
    allowed = {"h2", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary", "pre",
               "ul", "li", "b"}
    check(tags <= allowed, f"{name}: markdown: elements {sorted(tags - allowed)}")
    outside = re.sub(r"<code>.*?</code>|<pre.*?</pre>", "", page, flags=re.S)
    check(not re.search(r"@\w|#\d|https?:|www\.", html.unescape(outside)), f"{name}: markdown: a reference outside code")
    check("<pre" not in page or "lang=\"sh\"" in page, f"{name}: markdown: a block that is no command")
    for table in re.findall(r"<table>.*?</table>", page, flags=re.S):
        columns = len(re.findall("<th[ >]", table))
        for row in table.split("</thead>")[-1].split("<tr>")[1:]:
            if len(re.findall("<td[ >]", row)) != columns:
                check(False, f"{name}: markdown: a row of {row.count('<td')} cells under {columns}")
                return
    if errors:
        check(text.index("could not be read in full") < 500, f"{name}: markdown: errors are not on top")


def judge_github(name, folder, rows, errors):
    lines = read(folder, "github").decode().split("\n")[:-1]
    nothing = not any(row["complianceType"] in ("COMPLIANT", "NON_COMPLIANT") for row in rows) and not errors
    findings = [row for row in rows if row["complianceType"] == "NON_COMPLIANT"]
    check(len(lines) == len(findings) + len(errors) + 1 + nothing, f"{name}: github: {len(lines)} lines")
    unescape = lambda text: text.replace("%2C", ",").replace("%3A", ":").replace("%25", "%")
    levels = {"error": 0, "warning": 1, "notice": 2}
    ranks, paths = [], []
    for line in lines:
        match = re.fullmatch(r"::(error|warning|notice) ([^:]*)::(.+)", line)
        if not match or re.search(r"%(?!25)", match.group(3)):
            check(False, f"{name}: github: not a command: {line[:200]!r}")
            return
        properties = dict(pair.split("=", 1) for pair in match.group(2).split(","))
        check(set(properties) <= {"file", "line", "title"}, f"{name}: github: properties {properties}")
        if "file" in properties:
            paths.append(unescape(properties["file"]))
        ranks.append(levels[match.group(1)])
    check(ranks == sorted(ranks), f"{name}: github: the worst do not come first")
    check(sorted(paths) == sorted(sanitized(row["path"]) for row in findings if "path" in row), f"{name}: github: files")


def judge_counts(name, folder, rows, errors):
    """Every finding is in every format that takes it, and what is excused is no failure and no pass."""
    findings = [row for row in rows if row["complianceType"] == "NON_COMPLIANT"]
    open_ones = [row for row in findings if "waiver" not in row and row.get("baselineState") != "unchanged"]
    sarif = json.loads(read(folder, "sarif"))["runs"][0]
    results = sarif["results"]
    check(len(results) == len(findings), f"{name}: sarif has {len(results)} of {len(findings)}")
    waived = sum(bool(result.get("suppressions")) for result in results)
    check(waived == sum("waiver" in row for row in findings), f"{name}: sarif: {waived} suppressed")
    prints = [result["partialFingerprints"]["configcheckFinding/v1"] for result in results]
    check(len(set(prints)) == len(prints), f"{name}: sarif: fingerprints repeat")
    check(sarif["invocations"][0]["executionSuccessful"] is False or not errors, f"{name}: sarif: errors are no success")
    issues = json.loads(read(folder, "gitlab"))
    count = sum(issue["severity"] == "blocker" for issue in issues)
    check(len(issues) - count == len(findings) and (count > 0 or not errors), f"{name}: gitlab has {len(issues)}")
    junit = read(folder, "junit").decode()
    check(junit.count("<failure") == len(open_ones), f"{name}: junit has {junit.count('<failure')} failures")
    undecided = sum(row["complianceType"] == "INSUFFICIENT_DATA" for row in rows)
    skipped = undecided + len(findings) - len(open_ones)
    check(junit.count("<skipped") == skipped, f"{name}: junit skips {junit.count('<skipped')}, not {skipped}")
    check(junit.count("<error") >= len(set(errors)), f"{name}: junit: errors")
    with_account = [row for row in findings if re.fullmatch(r"[0-9]{12}", row.get("accountId", ""))]
    has_time = any("orderingTimestamp" in row for row in rows)
    asff = [json.loads(line) for line in read(folder, "asff").split(b"\n") if line]
    check(len(asff) == (len(with_account) if has_time else 0), f"{name}: asff has {len(asff)} of {len(with_account)}")
    count = read(folder, "ocsf").count(b"\n")
    check(count == (len(findings) if has_time else 0), f"{name}: ocsf has {count} of {len(findings)}")
    types = set(botocore.session.get_session().get_service_model("securityhub").shape_for("ResourceDetails").members)
    found = {resource["Type"] for finding in asff for resource in finding["Resources"]}
    check(found <= types | {"AwsAccount"}, f"{name}: asff: types {sorted(found - types)}")


def judge_limits(name, folder):
    """botocore's model of a whole request with lengths, ranges and patterns, for the first hundred findings."""
    findings = [json.loads(line) for line in read(folder, "asff").split(b"\n")[:100] if line]
    if not findings:
        return
    path = os.path.join(folder, "request.json")
    with open(path, "w") as file:
        json.dump({"Findings": findings}, file)
    oracle(name, ["aws_shape_oracle.py", "--service", "securityhub", "--input", "--strict", "BatchImportFindings"], path)


def oracle(name, command, path):
    done = subprocess.run([sys.executable, os.path.join(oracles, command[0]), *command[1:], path],
                          capture_output=True, text=True)
    check(done.returncode == 0, f"{name}: {' '.join(command)}: {(done.stdout + done.stderr)[:1500]}")


def judge(name, folder):
    rows, errors = evaluations(folder)
    judge_csv(name, folder, rows)
    judge_markdown(name, folder, rows, errors)
    judge_github(name, folder, rows, errors)
    judge_counts(name, folder, rows, errors)
    for form, command in ORACLES.items():
        if form in ("asff", "ocsf") and not read(folder, form):
            continue
        path = os.path.join(folder, form)
        if form == "ocsf":
            # The oracle reads its schema anew for every finding: a sample of many lines says the same.
            lines = read(folder, form).split(b"\n")[:-1]
            path += ".sample"
            with open(path, "wb") as file:
                file.write(b"\n".join(lines[::max(1, len(lines) // 300)]))
        oracle(name, command, path)
    judge_limits(name, folder)
    findings = sum(row["complianceType"] == "NON_COMPLIANT" for row in rows)
    print(f"{name}: {len(rows)} evaluations, {findings} findings, {len(errors)} errors")


# ---------------------------------------------------------------------------------------------- inputs

HOSTILE = [
    "pipe|`tick`</code></details><script>alert(1)</script>", "=HYPERLINK(\"http://a.example\")", "@someone #123 GH-1",
    "[link](https://a.example) ![i](x) www.a.example", "\x1b[31m\x07\r\n::error::forged\u2028::error::forged",
    "\u202Ereversed\u2066", "]]>&<!--", "\uFFFE\uFFFF\0", "|\u0301`\u0301<\u0301\"\u0301", "long|" * 2000,
    "../../etc/passwd", "  ", "%0A%25::,", "\x85\x9b2J", "#1\\", "\\|", "`\\", "", "\U0001F469" * 400,
]


def hostile(path):
    """Evaluations as another program may have written them."""
    with open(path, "w") as file:
        for number, text in enumerate(HOSTILE):
            for kind in ["NON_COMPLIANT", "INSUFFICIENT_DATA", "COMPLIANT"]:
                row = {"accountId": "111122223333", "awsRegion": text, "resourceType": text, "resourceId": text + kind,
                       "resourceName": text, "arn": text, "configRuleName": text, "complianceType": kind,
                       "annotation": text, "severity": ["low", "medium", "high", "critical"][number % 4],
                       "orderingTimestamp": "2026-01-01T00:00:00.000Z"}
                if kind == "NON_COMPLIANT" and text:
                    row.update(path=text, line=number + 1)
                    if number % 3 == 0:
                        row["waiver"] = {"reason": text, "owner": text, "ticket": text, "expiry": "2099-01-01"}
                file.write(json.dumps({key: value for key, value in row.items() if value != ""}
                                      | {"resourceType": text, "resourceId": row["resourceId"], "configRuleName": text}) + "\n")
            file.write(json.dumps({"error": text or "x"}) + "\n")


def main():
    with tempfile.TemporaryDirectory() as temporary:
        place = lambda name: os.path.join(temporary, name)
        compliant = place("compliant.json")
        with open(compliant, "w") as file:
            json.dump({"resourceType": "AWS::EC2::SecurityGroup", "resourceId": "sg-1", "awsAccountId": "111122223333",
                       "awsRegion": "eu-west-1", "configurationItemStatus": "OK",
                       "configurationItemCaptureTime": "2026-01-01T00:00:00.000Z",
                       "configuration": {"ipPermissions": []}}, file)
        undecided = place("undecided.json")
        with open(undecided, "w") as file:
            json.dump({"resourceType": "AWS::ElasticLoadBalancingV2::LoadBalancer", "resourceId": "lb",
                       "awsAccountId": "111122223333", "configurationItemStatus": "OK",
                       "configuration": {"type": "application"}}, file)
        cut = place("cut.json")
        with open(compliant) as whole, open(cut, "w") as file:
            file.write('{"configurationItems":[' + whole.read() + ",")
        large = place("large.json")
        subprocess.run([sys.executable, os.path.join(root, "Tests/Benchmarks/generate_snapshot.py"), "4000", large],
                       check=True)
        evil = place("evil.ndjson")
        hostile(evil)
        real = [os.path.join(corpus, "config-items"), os.path.join(corpus, "config-snapshots")]
        cases = [
            ("none", "check", [compliant], ["--rule", "restricted-*"]),
            ("faulty", "check", [cut, compliant, place("nowhere.json")], ["--rule", "restricted-*"]),
            ("undecided", "check", [undecided], ["--rule", "alb-waf-enabled"]),
            ("small account", "check", ["Snapshots/small-account/input"], ["--rules", "all"]),
            ("corpus", "check", real, ["--rules", "all"]),
            ("large", "check", [large], ["--rules", "all"]),
            ("hostile", "report", [evil], []),
        ]
        for name, verb, inputs, flags in cases:
            plain = place(name + "-plain")
            run(verb, inputs, plain, flags)
            judge(name, plain)
            again = place(name + "-again")
            run(verb, inputs, again, [*flags, "--jobs", "1"])
            same(plain, again, f"{name}: two runs")
            reported = place(name + "-report")
            run("report", [os.path.join(plain, "ndjson")], reported, [])
            same(plain, reported, f"{name}: check and report")
            excused(name, verb, inputs, flags, plain, place)
    print(f"{judged} checks, {len(failures)} failures")
    return 1 if failures else 0


def excused(name, verb, inputs, flags, plain, place):
    """The same with a third of the findings waived, half in the baseline, and one in it that went away."""
    rows, _ = evaluations(plain)
    findings = [row for row in rows if row["complianceType"] == "NON_COMPLIANT"]
    rules = sorted({row["configRuleName"] for row in findings if row["configRuleName"].strip()})
    waivers = [{"rule": rule, "resource": "*", "reason": "because | of `this`", "owner": "@team", "ticket": "#12",
                "expiry": "2099-12-31"} for rule in rules[::3]]
    keys = ["accountId", "awsRegion", "resourceType", "resourceId", "configRuleName", "annotation"]
    known = [{key: row[key] for key in keys if key in row} for row in findings[::2]]
    if rows:
        known.append({key: rows[0].get(key, "") for key in keys} | {"annotation": "It was | so."})
    paths = place(f"{name}-waivers.json"), place(f"{name}-baseline.json")
    for path, content in zip(paths, ({"waivers": waivers}, {"configcheckBaseline": 1, "findings": known})):
        with open(path, "w") as file:
            json.dump(content, file)
    gate = ["--waivers", paths[0], "--baseline", paths[1]]
    folder = place(name + "-excused")
    run(verb, inputs, folder, [*flags, *gate])
    judge(name + ", excused", folder)
    reported = place(name + "-excused-report")
    run("report", [os.path.join(folder, "ndjson")], reported, gate)
    same(folder, reported, f"{name}, excused: check and report")


if __name__ == "__main__":
    sys.exit(main())
