"""Reports to look at and to test the HTML page with, and the packing that the page reads (see HTMLPage.swift).

small   the small account of Snapshots, with a baseline, waivers, a graph and a history made up around it
plain   the same without any of these
passed  nothing wrong
empty   nothing evaluated, and errors
hostile names that try to be markup, to run, or to turn text around
large   20,000 findings in 20 accounts
"""
import glob
import json
import os
import random
import re

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
SEVERITIES = ["low", "medium", "high", "critical"]
KINDS = ["created", "updated", "deleted", "verdict"]
HOUR = 3_600_000
START = 1_762_243_961_553  # 2025-11-04T08:12:41.553Z


# What a report has, before it is packed.

def report(**members):
    base = {
        "version": "0.1.0", "conclusion": "failed", "errors": [], "when": "As of 2025-11-04T08:12:41.553Z",
        "rules": [], "resources": [], "undecided": [], "gone": [], "baseline": False, "nodes": [], "trend": [],
        "omitted": None,
    }
    return base | members


def resource(account, region, type_, id_, name="", arn="", time=None):
    return {"account": account, "region": region, "type": type_, "id": id_, "name": name, "arn": arn, "time": time,
            "findings": [], "edges": [], "left": 0, "events": []}


def finding(rule, note, file="", line=0, evidence=(), waiver=None, state=0):
    return {"rule": rule, "note": note, "file": file, "line": line, "evidence": list(evidence), "waiver": waiver,
            "state": state}


def rule_pages():
    """Remedy and command of every rule, from the pages that the registry writes."""
    pages = {}
    for path in glob.glob(os.path.join(ROOT, "docs/rules/*.md")):
        with open(path, encoding="utf-8") as file:
            match = re.search(r"## Remedy\n\n(.*?)\n\n(?:```\n(.*?)\n```)?", file.read(), re.S)
        if match:
            pages[os.path.basename(path)[:-3]] = match.groups()
    return pages


# Packing.

class Table:
    def __init__(self, *values):
        self.places = {}
        for value in values:
            self.place(value)

    def place(self, value):
        return self.places.setdefault(value, len(self.places))

    def values(self):
        return list(self.places)


def packed(report):
    strings, accounts, regions, types, arns, waivers = Table(""), Table(), Table(), Table(), Table(), Table()
    resources = report["resources"]
    times = [one["time"] for one in resources if one["time"] is not None]
    time0 = min(times, default=0)

    def arn(one):
        if not one["arn"]:
            return -1
        for end, text in ((1, one["id"]), (2, one["name"])):
            if text and one["arn"].endswith(text):
                return arns.place((one["arn"][:-len(text)], end))
        return arns.place((one["arn"], 0))

    columns = {
        "account": [accounts.place(one["account"]) for one in resources],
        "region": [regions.place(one["region"]) for one in resources],
        "type": [types.place(one["type"]) for one in resources],
        "id": [one["id"] for one in resources],
        "name": [one["name"] or 0 for one in resources],
        "arn": [arn(one) for one in resources],
        "time": [None if one["time"] is None else one["time"] - time0 for one in resources],
    }
    found = [(place, each) for place, one in enumerate(resources) for each in one["findings"]]
    table = {
        "resource": [place for place, _ in found],
        "rule": [each["rule"] for _, each in found],
        "note": [strings.place(each["note"]) for _, each in found],
    }
    if any(each["file"] for _, each in found):
        table["file"] = [strings.place(each["file"]) for _, each in found]
        table["line"] = [each["line"] for _, each in found]
    if any(each["evidence"] for _, each in found):
        table["evidence"] = [
            [strings.place(text) if text is not None else -1 for pair in each["evidence"] for text in pair] or 0
            for _, each in found]
    if any(each["waiver"] for _, each in found):
        table["waiver"] = [waivers.place(each["waiver"]) if each["waiver"] else -1 for _, each in found]
    if report["baseline"]:
        table["state"] = [each["state"] for _, each in found]
    data = {
        "format": 1, "conclusion": report["conclusion"],
        "time0": time0, "rules": [
            [one["name"], one["identifier"], SEVERITIES.index(one["severity"]), one["summary"], one["remedy"],
             one["command"], *one["counts"]] for one in report["rules"]],
        "resources": columns, "findings": table,
    }
    if report["omitted"]:
        data["omitted"] = report["omitted"]
    if waivers.places:
        data["waivers"] = waivers.values()
    if report["undecided"]:
        data["undecided"] = [
            [rule, reason, number, accounts.place(one["account"]), regions.place(one["region"]),
             types.place(one["type"]), one["id"], one["name"]] for rule, reason, number, one in report["undecided"]]
    if report["gone"]:
        data["gone"] = report["gone"]
    if report["baseline"]:
        data["baseline"] = True
    if report["nodes"] or any(one["edges"] for one in resources):
        graph = {
            "nodes": [
                [accounts.place(one["account"]), regions.place(one["region"]), types.place(one["type"]), one["id"],
                 one["name"], one["recorded"]] for one in report["nodes"]],
            "edges": [
                [number for to, name, derived in one["edges"]
                 for number in (to, 2 * strings.place(name) + derived)] or 0
                for one in resources]}
        left = {str(place): one["left"] for place, one in enumerate(resources) if one["left"]}
        data["graph"] = graph | ({"left": left} if left else {})
    if report["trend"]:
        data["trend"] = report["trend"]
    if any(one["events"] for one in resources):
        data["events"] = [
            [number for at, kind, rule, text in one["events"]
             for number in (at, KINDS.index(kind), rule, strings.place(text))] or 0
            for one in resources]
    data |= {"strings": strings.values(), "accounts": accounts.values(), "regions": regions.values(),
             "types": types.values(), "arns": arns.values()}
    return data


def header(report):
    """What stands in the page without the script."""
    sums = [sum(column) for column in zip(*(one["counts"] for one in report["rules"]))] or [0, 0, 0, 0]
    by_severity = dict.fromkeys(SEVERITIES, 0)
    for one in report["rules"]:
        by_severity[one["severity"]] += one["counts"][1]
    found = ", ".join(f"{number:,} {name}" for name, number in reversed(by_severity.items()) if number)
    found = f"{sums[1]:,} findings ({found})" if sums[1] else "no findings"
    words = {
        "passed": ("passed", "✓", "PASSED", found if not sums[1] else f"{found}, none at the gate's level"),
        "failed": ("failed", "✗", "FAILED", found),
        "nothing evaluated": ("open", "!", "NO PASS", "nothing was evaluated"),
        "incomplete": ("open", "!", "NO PASS", f"{len(report['errors'])} faults in the input, so this is not the whole "
                       f"picture; {found}"),
    }
    state, mark, conclusion, reason = words[report["conclusion"]]
    decided = sums[0] + sums[1]
    accounts = {one["account"] for one in report["resources"]}
    regions = {one["region"] for one in report["resources"]}
    return {
        "title": f"{conclusion}: {reason}", "version": report["version"], "state": state, "mark": mark,
        "conclusion": conclusion, "reason": reason, "when": report["when"],
        "scope": f"{len(report['resources']):,} resources in {len(accounts)} accounts and {len(regions)} regions, "
                 f"judged by {len(report['rules'])} rules",
        "score": f"{1000 * sums[0] // decided / 10:.1f} %" if decided else "–",
        "compliant": f"{sums[0]:,}", "nonCompliant": f"{sums[1]:,}", "notApplicable": f"{sums[2]:,}",
        "insufficientData": f"{sums[3]:,}",
    } | {name: f"{number:,}" for name, number in by_severity.items()}


# Samples.

def snapshot_rules():
    with open(os.path.join(ROOT, "Snapshots/small-account/expected/check.json"), encoding="utf-8") as file:
        document = json.load(file)
    pages = rule_pages()
    rules = []
    for one in document["rules"]:
        remedy, command = pages.get(one["configRuleName"], (None, None))
        counts = one["evaluations"]
        rules.append({
            "name": one["configRuleName"], "identifier": one["sourceIdentifier"], "severity": one["severity"],
            "summary": one["summary"], "remedy": remedy, "command": command,
            "counts": [counts[key] for key in ("COMPLIANT", "NON_COMPLIANT", "NOT_APPLICABLE", "INSUFFICIENT_DATA")]})
    return document, rules


def plain():
    document, rules = snapshot_rules()
    places = {one["name"]: place for place, one in enumerate(rules)}
    resources, undecided = {}, {}
    for one in document["evaluations"]:
        key = (one.get("accountId", ""), one.get("awsRegion", ""), one["resourceType"], one["resourceId"])
        it = resource(*key, one.get("resourceName", ""), one.get("arn", ""), START)
        rule = places[one["configRuleName"]]
        if one["complianceType"] == "NON_COMPLIANT":
            resources.setdefault(key, it)["findings"].append(finding(rule, one["annotation"]))
        elif one["complianceType"] == "INSUFFICIENT_DATA":
            entry = undecided.setdefault((rule, one["annotation"]), [0, it])
            entry[0] += 1
    return report(rules=rules, resources=list(resources.values()),
                  undecided=[[rule, note, number, it] for (rule, note), (number, it) in undecided.items()])


def add_graph(it):
    with open(os.path.join(ROOT, "Snapshots/small-account/expected/graph.json"), encoding="utf-8") as file:
        graph = json.load(file)
    places = {(one["account"], one["region"], one["type"], one["id"]): place
              for place, one in enumerate(it["resources"])}
    numbers = []
    for one in graph["nodes"]:
        key = (one["accountId"], one["awsRegion"], one["resourceType"], one["resourceId"])
        if key in places:
            numbers.append(places[key])
        else:
            numbers.append(len(it["resources"]) + len(it["nodes"]))
            it["nodes"].append({"account": key[0], "region": key[1], "type": key[2], "id": key[3],
                                "name": one["resourceName"], "recorded": int(one["recorded"])})
    for edge in graph["edges"]:
        if numbers[edge["from"]] < len(it["resources"]):
            it["resources"][numbers[edge["from"]]]["edges"].append(
                (numbers[edge["to"]], edge["name"], int(edge["derived"])))


def small():
    it = plain()
    add_graph(it)
    it["baseline"] = True
    random.seed(7)
    for place, one in enumerate(it["resources"]):
        one["events"] = [(START - 900 * HOUR, "created", -1,
                          "+ Is contained in Vpc: AWS::EC2::VPC/vpc-08d17154a90a83f61")]
        for number, each in enumerate(one["findings"]):
            name = it["rules"][each["rule"]]["name"]
            each["state"] = 1 if (place + number) % 9 == 0 else 2
            if name == "required-tags" and place % 8 == 0:
                each["waiver"] = ("The shop team moves its tags to the new scheme this quarter.", "platform",
                                  "OPS-4711", "2026-03-31")
            if name in ("restricted-common-ports", "vpc-sg-open-only-to-authorized-ports"):
                each["evidence"] = [("configuration.ipPermissions[0].ipRanges[0]", "0.0.0.0/0"),
                                    ("configuration.ipPermissions[0].fromPort", "3389")]
            elif each["note"].endswith(".") and " is " in each["note"]:
                path, value = each["note"].rstrip(".").split(" is ", 1)
                if " " not in path:
                    each["evidence"] = [(f"configuration.{path}", value.split(":")[0])]
            elif name == "required-tags":
                each["evidence"] = [("tags.CostCenter", None)]
            if place % 3 == 0:
                each["file"], each["line"] = "infra/shop/network.template.json", 40 + place * 7
            one["events"] += [
                (START - 900 * HOUR, "verdict", each["rule"], "COMPLIANT"),
                (START - 300 * HOUR, "verdict", each["rule"], "NON_COMPLIANT, was COMPLIANT: " + each["note"])]
        one["events"].append((START - 300 * HOUR, "updated", -1,
                              "+ Configuration.IpPermissions.0: ipProtocol \"tcp\", fromPort 3389\n"
                              "- Configuration.Description: \"bastion\""))
        one["events"].sort(key=lambda event: (event[0], event[1] == "verdict"))
    it["gone"] = [
        ["111122223333", "us-east-1", "AWS::EC2::SecurityGroup", "sg-0d1f0c5e7a9b83e21", "restricted-ssh",
         "TCP port 22 open to 0.0.0.0/0."],
        ["111122223333", "us-east-1", "AWS::S3::Bucket", "birchline-old-exports", "s3-bucket-versioning-enabled",
         "Versioning is Off."]]
    compliant, bad = 60, 151
    for day in range(60):
        it["trend"].append([START - (60 - day) * 24 * HOUR, compliant, bad, 9])
        change = random.choice([0, 0, 0, 1, 2, -1, 4, -3])
        compliant, bad = compliant + change, bad - change
    it["trend"].append([START, 98, 116, 9])
    return it


def passed():
    it = plain()
    for one in it["rules"]:
        one["counts"] = [one["counts"][0] + one["counts"][1], 0, one["counts"][2], 0]
    return it | {"resources": [], "undecided": [], "conclusion": "passed"}


def empty():
    _, rules = snapshot_rules()
    for one in rules:
        one["counts"] = [0, 0, 0, 0]
    return report(rules=rules, conclusion="incomplete", when="No capture time is known", errors=[
        "snapshots/2025/11/4/config.json.gz: the gzip stream ends before its end",
        "snapshots/notes.txt: this is no document that AWS Config writes"])


HOSTILE = [
    "<script>window.hacked = 1; alert(1)</script>", "</script><script>window.hacked = 2</script>",
    "\"><img src=x onerror=\"window.hacked = 3\">", "'><svg onload=window.hacked=4>", "javascript:window.hacked=5",
    "<!--<script>", "]]>", "{{data}}", "$&$1\\u003c", "gpj.\u202eexe\u202c", "\u2067shalom\u2069 \u200f\u061c\u200e",
    "tab\there\r\nline\u0000\u001b[31mred\u009b", "line\u2028separator\u2029", "x" * 10_000, "<b>" * 200,
    "\u05e9\u05dc\u05d5\u05dd \u0639\u0631\u0628\u064a", "\U0001F469\u200D\U0001F4BB \U0001F1E9\U0001F1EA",
    "; rm -rf ~ #", "$(touch hacked)", "--output=x", "a=b&severity=low#x", "e\u0301\u0323" * 50, "", " ", "__proto__",
    "constructor",
]


def hostile():
    rules = []
    for place, text in enumerate(HOSTILE):
        name = f"rule-{text[:300]}" if place % 2 else f"{text[:300]} {place}"
        rules.append({"name": name, "identifier": text or None, "severity": SEVERITIES[place % 4],
                      "summary": text, "remedy": text,
                      "command": f"aws x --id RESOURCE_ID --name RESOURCE_NAME --region REGION {text}"[:400],
                      "counts": [1, len(HOSTILE), 0, 1]})
    resources, nodes = [], []
    for place, text in enumerate(HOSTILE):
        one = resource(text, text, f"AWS::{text}::{text}"[:500], text or "(none)", text, text, START + place)
        if place == 3:
            one["time"] = 10 ** 17
        one["findings"] = [
            finding(rule, text[:256], text or "f", 3, [(text, text), (text, None)], (text, text, text, text)
                    if (rule + place) % 5 == 0 else None, 1 + place % 2) for rule in range(len(HOSTILE))]
        one["edges"] = [((place + 1) % len(HOSTILE), text, 0), (len(HOSTILE) + place, text, 1)]
        one["events"] = [(START, kind, -1, text) for kind in KINDS[:3]] + [(START, "verdict", 0, text)]
        resources.append(one)
        nodes.append({"account": text, "region": text, "type": text, "id": text, "name": text, "recorded": place % 2})
    return report(
        rules=rules, resources=resources, nodes=nodes, conclusion="incomplete", errors=HOSTILE, baseline=True,
        when=HOSTILE[0], version=HOSTILE[2],
        undecided=[[place, text, 1, resources[place]] for place, text in enumerate(HOSTILE)],
        gone=[[text, text, text, text, text, text] for text in HOSTILE])


TYPES = [
    ("AWS::EC2::Instance", "i-", "instance/"), ("AWS::EC2::Volume", "vol-", "volume/"),
    ("AWS::EC2::SecurityGroup", "sg-", "security-group/"), ("AWS::EC2::Subnet", "subnet-", "subnet/"),
    ("AWS::S3::Bucket", "acme-", ""), ("AWS::Lambda::Function", "fn-", "function:"),
    ("AWS::RDS::DBInstance", "db-", "db:"), ("AWS::DynamoDB::Table", "table-", "table/"),
    ("AWS::SNS::Topic", "topic-", ""), ("AWS::KMS::Key", "", "key/"),
]


def large(size=20_000):
    random.seed(11)
    _, rules = snapshot_rules()
    for one in rules:
        one["counts"] = [random.randrange(500), 0, 20, 0]
    accounts = [f"{111111111111 + 37 * place}" for place in range(20)]
    regions = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-southeast-2"]
    resources, total = [], 0
    while total < size:
        type_, prefix, path = random.choice(TYPES)
        account, region = random.choice(accounts), random.choice(regions)
        one = resource(account, region, type_, f"{prefix}{random.getrandbits(68):017x}",
                       random.choice(["", f"shop-{random.choice(['web', 'api', 'job'])}-{random.randrange(999)}"]),
                       time=START + random.randrange(10 ** 9))
        one["arn"] = f"arn:aws:{type_.split('::')[1].lower()}:{region}:{account}:{path}{one['id']}"
        chosen = random.sample(range(len(rules)), random.choice([1, 1, 1, 2, 3]))
        for rule in sorted(chosen)[:size - total]:
            port = random.randrange(65536)
            one["findings"].append(finding(
                rule, f"TCP port {port} of permission {random.randrange(40)} is open to 10.{port % 256}.0.0/16.",
                f"accounts/{account}/{region}/network.template.json", random.randrange(4000),
                [(f"configuration.ipPermissions[{random.randrange(40)}].fromPort", str(port))],
                ("Accepted until the migration is over.", "platform", "OPS-1", "2026-06-30")
                if random.random() < .02 else None, random.choice([1, 2, 2, 2])))
            rules[rule]["counts"][1] += 1
        total += len(one["findings"])
        resources.append(one)
    resources.sort(key=lambda one: (one["account"], one["region"], one["type"], one["id"]))
    nodes = [{"account": accounts[place % 20], "region": regions[place % 5], "type": "AWS::EC2::VPC",
              "id": f"vpc-{place:017x}", "name": "", "recorded": 1} for place in range(200)]
    names = ["Is contained in Vpc", "Is attached to Volume", "Is associated with SecurityGroup", "Contains Subnet"]
    for one in resources:
        one["edges"] = [(random.randrange(len(resources) + len(nodes)), random.choice(names), random.randrange(2))
                        for _ in range(4)]
        one["events"] = [(START - HOUR, "created", -1, ""),
                         (START, "verdict", one["findings"][0]["rule"], "NON_COMPLIANT")]
    return report(rules=rules, resources=resources, nodes=nodes, baseline=True,
                  trend=[[START + place * HOUR, 20_000 + place * 9, 21_000 - place, 40] for place in range(1000)])


def samples():
    return {"small": small(), "plain": plain(), "passed": passed(), "empty": empty(), "hostile": hostile(),
            "large": large()}
