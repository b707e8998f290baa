#!/usr/bin/env python3
"""make_fixtures.py SHARED: writes the tables beside this file that RegistryTests compares the rules with.

managed-rules.json   what AWS calls its managed rules: identifier, name, trigger, resource types, parameters
property-paths.json  for each resource type of a rule, the property paths of its items: AWS's schema of searchable
                     properties, and what recorded items really have (arrays and JSON in strings looked through)

SHARED is the folder of reference data that these facts come from. Only the types that rules of ours judge are kept;
`swift run configcheck rules --output json` names them.
"""
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHARED = pathlib.Path(sys.argv[1])


def walk(value, path, paths):
    """Adds the path of every member in `value`; list elements share their list's path."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            value = json.loads(value)
        except ValueError:
            return
    if isinstance(value, dict):
        for key, member in value.items():
            inner = f"{path}.{key}" if path else key
            paths.add(inner)
            walk(member, inner, paths)
    elif isinstance(value, list):
        for element in value:
            walk(element, path, paths)


def items(value):
    """Every object in `value`, at any depth, that names a resource type."""
    if isinstance(value, str) and value[:1] in "{[":
        try:
            yield from items(json.loads(value))
        except ValueError:
            return
    elif isinstance(value, dict):
        if isinstance(value.get("resourceType"), str) and ("configuration" in value or "supplementaryConfiguration" in value):
            yield value
        for member in value.values():
            yield from items(member)
    elif isinstance(value, list):
        for element in value:
            yield from items(element)


def main():
    rules = json.loads((SHARED / "aws/managed-rules.json").read_text())
    kept = [
        {
            "identifier": rule["identifier"],
            "names": [rule["ruleName"]] + rule["altNames"],
            "trigger": rule["triggerType"] and rule["triggerType"].split(" (")[0],
            "types": rule["resourceTypes"],
            "parameters": {p["name"]: p["default"] for p in rule["parameters"]},
        }
        for rule in sorted(rules, key=lambda rule: rule["identifier"])
    ]
    lines = ",\n".join(json.dumps(rule, sort_keys=True) for rule in kept)
    (HERE / "managed-rules.json").write_text(f"[\n{lines}\n]\n")

    ours = json.loads(subprocess.check_output(["swift", "run", "configcheck", "rules", "--output", "json"]))
    wanted = {name for rule in ours for name in rule["resourceTypes"]}
    for rule in ours:
        wanted |= {word for need in rule["needs"] for word in need.replace(",", " ").split() if word.startswith("AWS::")}
    paths = {}
    for name in sorted(wanted):
        schema = SHARED / f"aws/resource-schema/{name}.properties.json"
        paths[name] = set(json.loads(schema.read_text())) if schema.exists() else set()
    for folder in ("config-items", "config-messages", "config-snapshots", "config-api"):
        for file in sorted((SHARED / "corpus" / folder).glob("*.json")):
            try:
                document = json.loads(file.read_text())
            except ValueError:
                continue
            for item in items(document):
                if item["resourceType"] in paths:
                    for part in ("configuration", "supplementaryConfiguration"):
                        walk(item.get(part), part, paths[item["resourceType"]])
    for rule in rules:  # hand-checked paths of members that the schema leaves out
        for name, listed in rule.get("pathsNotInSchema", {}).items():
            if name in paths:
                paths[name] |= {path.split(" (")[0] for path in listed}
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(sorted(found))}" for name, found in paths.items())
    (HERE / "property-paths.json").write_text(f"{{\n{lines}\n}}\n")


main()
