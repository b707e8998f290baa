#!/usr/bin/env python3
"""Puts the stream to AWS's own examples: stream_shapes.py PATH-OF-CONFIGCHECK MESSAGES-FOLDER…

1. Of every real notification with a diff, the item before the change is rebuilt from the item and the diff; both are
   recorded, and the event must have the notification's diff, member by member.
2. Every kind of event is compared with the developer guide's example of it: the same members, nested the same, of the
   same kinds, and the same fixed values; so are the SNS and EventBridge envelopes.

Prints what agrees and what cannot, and why; exits with 1 on a difference.
"""
import copy
import glob
import json
import os
import subprocess
import sys
import tempfile

configcheck = os.path.abspath(sys.argv[1])
folders = sys.argv[2:]
failures = []


def record(items, rule="restricted-*", delivers=False):
    """The lines of `stream` in each format after recording."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "items.ndjson")
        with open(path, "w") as file:
            for item in items:
                file.write(json.dumps(item) + "\n")
        store = os.path.join(folder, "store")
        subprocess.run([configcheck, "record", path, "--store", store, "--rule", rule, "-q"], check=True)
        if delivers:
            subprocess.run([configcheck, "deliver", "--store", store, "--to", os.path.join(folder, "bucket"), "-q"],
                           check=True, stdout=subprocess.DEVNULL)
        found = {}
        for form in ["ndjson", "sns", "eventbridge"]:
            run = subprocess.run([configcheck, "stream", "--store", store, "-o", form], capture_output=True, check=True)
            found[form] = [json.loads(line) for line in run.stdout.splitlines()]
        return found


# 1. Diffs.

def messages(value):
    """Every message with a diff, however it is wrapped."""
    if isinstance(value, str):
        if value.lstrip()[:1] in "{[" and value.strip():
            try:
                yield from messages(json.loads(value))
            except ValueError:
                pass
    elif isinstance(value, list):
        for element in value:
            yield from messages(element)
    elif isinstance(value, dict):
        if isinstance(value.get("configurationItemDiff"), dict):
            yield value
        for member in value.values():
            yield from messages(member)


def find(container, name):
    """The member that a path's part names: paths of most types begin every part with a capital letter."""
    for key in [name, name[:1].lower() + name[1:]]:
        if key in container:
            return key
    return name


def undo(item, path, change):
    """Takes a change of the diff back."""
    previous, updated = change.get("previousValue"), change.get("updatedValue")
    root, _, rest = path.partition(".")
    root = root[:1].lower() + root[1:]
    holder, key = item, root
    while rest:
        value = holder.get(key)
        head, _, tail = rest.partition(".")
        if isinstance(value, list) and head.isdigit():
            break
        if not isinstance(value, dict):
            if head.isdigit() and not tail:
                holder[key] = []
                break
            holder[key] = {}
        value = holder[key]
        # A part may hold dots, as the keys of maps do.
        known = [name for name in value if rest.lower().startswith(name.lower()) and "." in name]
        if known:
            head, tail = known[0], rest[len(known[0]) + 1:]
        holder, key, rest = value, find(value, head), tail
    if rest:
        if updated is not None:
            holder[key].remove(updated)
        if previous is not None:
            holder[key].append(previous)
    elif previous is None:
        holder.pop(key, None)
    else:
        holder[key] = previous


def without_nulls(value):
    if isinstance(value, dict):
        return {key: without_nulls(member) for key, member in value.items() if member is not None}
    return [without_nulls(element) for element in value] if isinstance(value, list) else value


# What is written otherwise, and why.
EXCEPTIONS = {
    "2014": "values in another spelling than the item's (the example of 2014)",
    "Tags.2": "names a tag by a number, which would not tell which",
}


def check_diff(name, message):
    item = message["configurationItem"]
    diff = message["configurationItemDiff"]
    changes = diff.get("changedProperties") or {}
    if isinstance(item, list):
        return EXCEPTIONS["2014"]
    if "Tags.2" in changes:
        return EXCEPTIONS["Tags.2"]
    if diff["changeType"] == "CREATE" or not changes:
        before = []
    else:
        former = copy.deepcopy(item)
        former["configurationItemStatus"] = "OK"
        former["configurationItemCaptureTime"] = "2001-01-01T00:00:00.000Z"
        for path, change in changes.items():
            undo(former, path, change)
        before = [former]
    events = [event for event in record(before + [item])["ndjson"]
              if event["messageType"] == "ConfigurationItemChangeNotification"]
    ours = events[-1]["configurationItemDiff"]
    if without_nulls(ours) != without_nulls(diff):
        failures.append(f"{name}: {json.dumps(ours)[:600]}\n  instead of {json.dumps(diff)[:600]}")
    # 2017's notifications write nulls, 2022's leave them out: ours have them.
    for path, change in ours["changedProperties"].items():
        if set(change) != {"previousValue", "updatedValue", "changeType"}:
            failures.append(f"{name}: {path} has {sorted(change)}")
    mine = without_nulls(events[-1]["configurationItem"])
    if mine != without_nulls(item):
        failures.append(f"{name}: the item is not as it was: {json.dumps(mine)[:300]}")
    return None


def check_diffs():
    agreeing = 0
    reasons = {}
    for folder in folders:
        for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
            try:
                document = json.load(open(path))
            except ValueError:
                continue
            seen = []
            for message in messages(document):
                if message in seen or not message.get("configurationItem"):
                    continue
                seen.append(message)
                reason = check_diff(os.path.basename(path), message)
                if reason is None:
                    agreeing += 1
                else:
                    reasons.setdefault(reason, []).append(os.path.basename(path))
    print(f"diffs: {agreeing} notifications have just our diff and item")
    for reason, names in reasons.items():
        print(f"  not compared, {reason}: {len(names)}")
    if agreeing < 10:
        failures.append("hardly any notifications were found")


# 2. Shapes.

def shape(value, path=""):
    """Every member's path with the kind of its value."""
    if isinstance(value, dict):
        found = {(path, "object")}
        for key, member in value.items():
            # What a resource is made of is its service's matter.
            inner = f"{path}.{key}"
            if inner.endswith((".configuration", ".supplementaryConfiguration", ".tags", ".changedProperties")):
                found.add((inner, "object"))
            else:
                found |= shape(member, inner)
        return found
    if isinstance(value, list):
        return {(path, "array")}.union(*(shape(element, path + "[]") for element in value))
    kinds = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
    return {(path, kinds[type(value)])}


def compare(name, ours, example, may_lack=(), may_be_null=()):
    mine, theirs = dict(shape(ours)), dict(shape(example))
    for path in sorted(set(mine) | set(theirs)):
        if path in mine and path in theirs:
            a, b = mine[path], theirs[path]
            if a != b and not ("null" in (a, b) and path.split(".")[-1] in may_be_null):
                failures.append(f"{name}: {path} is a {a}, in the example a {b}")
        elif not any(path.startswith(prefix) for prefix in may_lack):
            failures.append(f"{name}: {path} is {'missing' if path in theirs else 'not in the example'}")


def example(name):
    return json.load(open(os.path.join(folders[0], name)))


def check_shapes():
    group = example("ConfigurationItemChangeNotification-3.json")["Message"]["configurationItem"]
    opened = copy.deepcopy(group)
    opened["configurationItemCaptureTime"] = "2017-01-12T22:50:15.156Z"
    opened["configuration"]["ipPermissions"] = [
        {"ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389, "ipRanges": ["0.0.0.0/0"]}]
    large = copy.deepcopy(opened)
    large["configurationItemCaptureTime"] = "2017-01-13T22:50:15.156Z"
    large["tags"] = {"note": "x" * 300_000}
    found = record([group, opened, large], rule="*", delivers=True)
    by_type = {}
    for event in found["ndjson"]:
        by_type.setdefault(event["messageType"], []).append(event)
    # Since 2017 the item's md5 is empty, and the version of the record is 1.3.
    compare("item", by_type["ConfigurationItemChangeNotification"][0],
            example("ConfigurationItemChangeNotification-3.json")["Message"])
    changed = [event for event in by_type["ComplianceChangeNotification"] if "oldEvaluationResult" in event]
    compare("compliance", changed[0], example("ComplianceChangeNotification.json")["Message"], may_be_null=["annotation"])
    first = [event for event in by_type["ComplianceChangeNotification"] if "oldEvaluationResult" not in event]
    compare("first compliance", first[0], example("ComplianceChangeNotification.json")["Message"],
            may_lack=[".oldEvaluationResult"], may_be_null=["annotation"])
    for name in ["ConfigRulesEvaluationStarted", "ConfigurationHistoryDeliveryCompleted",
                 "ConfigurationSnapshotDeliveryStarted", "ConfigurationSnapshotDeliveryCompleted"]:
        compare(name, by_type[name][0], example(name + ".json")["Message"])
    compare("oversized", by_type["OversizedConfigurationItemChangeNotification"][0],
            example("OversizedConfigurationItemChangeNotification.json"),
            may_be_null=["resourceName", "resourceCreationTime", "availabilityZone"])
    versions = {"ConfigurationItemChangeNotification": "1.3", "ComplianceChangeNotification": "1.0",
                "ConfigRulesEvaluationStarted": "1.0", "ConfigurationHistoryDeliveryCompleted": "1.1",
                "ConfigurationSnapshotDeliveryStarted": "1.1", "ConfigurationSnapshotDeliveryCompleted": "1.1",
                "OversizedConfigurationItemChangeNotification": "1.0"}
    for event in found["ndjson"]:
        if event["recordVersion"] != versions[event["messageType"]]:
            failures.append(f"{event['messageType']}: recordVersion {event['recordVersion']}")
    signature = [".SignatureVersion", ".Signature", ".SigningCertURL", ".UnsubscribeURL"]
    for envelope, event in zip(found["sns"], found["ndjson"]):
        if json.loads(envelope["Message"]) != event:
            failures.append("sns: the message is not the event")
        shown = dict(envelope, Message={})
        compare("sns", shown, dict(example("ComplianceChangeNotification.json"), Message={}), may_lack=signature)
        if len(envelope["Subject"]) > 100:
            failures.append(f"sns: a subject of {len(envelope['Subject'])} characters")
    guide = example("EventBridge-ConfigConfigurationItemChange.guide-2026.json")
    for envelope, event in zip(found["eventbridge"], found["ndjson"]):
        if envelope["detail"] != event:
            failures.append("eventbridge: the detail is not the event")
        compare("eventbridge", dict(envelope, detail={}), dict(guide, detail={}), may_lack=[".resources[]"])
        if envelope["source"] != "aws.config" or envelope["version"] != "0":
            failures.append("eventbridge: source or version")
    expected = example("ConfigurationItemChangeNotification-3.json")["Subject"]
    first_subject = found["sns"][0]["Subject"]
    if first_subject != expected:
        failures.append(f"sns: the subject '{first_subject}' instead of '{expected}'")
    print(f"shapes: {len(by_type)} kinds of events, {len(found['sns'])} envelopes of each sort")


check_diffs()
check_shapes()
for failure in failures:
    print(failure)
sys.exit(1 if failures else 0)
