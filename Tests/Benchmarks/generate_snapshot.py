#!/usr/bin/env python3
"""Write a synthetic but realistic AWS Config snapshot.

    generate_snapshot.py N OUT

The file holds N configuration items of twelve resource types, 3.1 KB each on average (20,000 items
are about 62 MB, 200,000 about 618 MB). The same N always gives the same bytes: every choice comes
from one seeded random generator, and the optional `orjson` module only makes the writing faster.

What real snapshots contain and simple test data lack is here on purpose:

* non-ASCII tag values, and strings with escaped quotes, backslashes and newlines;
* JSON documents inside strings (bucket, key and function policies, access control lists);
* URL-encoded policy documents (IAM users, roles and policies);
* many null members, and optional members that are missing on some items;
* security groups with ::/0, protocol -1, port ranges, UDP, ICMP and numeric protocols, and the
  older form of ipRanges that holds objects instead of strings;
* the order of members that AWS Config writes: `configuration` comes before `resourceType`.
"""

import json
import random
import sys
import urllib.parse

try:
    import orjson
except ImportError:
    orjson = None

SEED = 8675309
HEX_UPPER_IDS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
REGIONS = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2"]
ENVIRONMENTS = ["prod", "staging", "dev", "sandbox", "shared-services"]
TEAMS = [
    "payments", "search", "platform", "data-eng", "identity",
    "checkout", "ml-infra", "edge", "billing", "notifications",
]
OWNERS = [
    "alice.smith@example.com", "bob.jones@example.com", "team-platform@example.com",
    "sre-oncall@example.com", "Zoë.Müller@example.com", "山田 太郎", "Ольга Иванова 🚀",
]
SERVICE_PORTS = [22, 3389, 80, 443, 443, 5432, 3306, 6379, 8080, 8443, 9200, 27017]
PORT_RANGES = [(0, 65535), (20, 25), (1024, 65535), (3000, 4000), (8000, 8999), (49152, 65535)]
ACTIONS = [
    "s3:GetObject", "s3:PutObject", "ec2:DescribeInstances", "dynamodb:Query",
    "dynamodb:PutItem", "kms:Decrypt", "logs:PutLogEvents", "sqs:SendMessage",
]


def encode(item):
    """Return one item as compact UTF-8 JSON; the bytes are the same with and without orjson."""
    if orjson is not None:
        return orjson.dumps(item)
    return json.dumps(item, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


class Dice(random.Random):
    """The one source of randomness, with the shapes of identifiers that AWS uses."""

    def maybe(self, probability):
        """True with the given probability."""
        return self.random() < probability

    def hexes(self, digits):
        """A lower-case hexadecimal number of exactly so many digits."""
        return "%0*x" % (digits, self.getrandbits(4 * digits))

    def uppers(self, length):
        """Upper-case letters and digits, as in the unique ids of IAM."""
        return "".join(self.choices(HEX_UPPER_IDS, k=length))

    def ec2_id(self, prefix):
        """A long-form EC2 id such as vol-0123456789abcdef0."""
        return prefix + "-0" + self.hexes(16)

    def uuid(self):
        """A string in the form of a UUID."""
        return "-".join(self.hexes(digits) for digits in (8, 4, 4, 4, 12))

    def timestamp(self):
        """A time in the first half of 2024 with milliseconds."""
        return "2024-%02d-%02dT%02d:%02d:%02d.%03dZ" % (
            self.randint(1, 6), self.randint(1, 28), self.randint(0, 23),
            self.randint(0, 59), self.randint(0, 59), self.randint(0, 999),
        )

    def private_ip(self):
        """An address inside 10.0.0.0/8."""
        return "10.%d.%d.%d" % (self.randint(0, 255), self.randint(0, 255), self.randint(1, 254))

    def public_ip(self):
        """An address out of ranges that Amazon owns."""
        first = self.choice([3, 13, 18, 34, 52, 54])
        return "%d.%d.%d.%d" % (
            first, self.randint(0, 255), self.randint(0, 255), self.randint(1, 254)
        )

    def mac_address(self):
        """A MAC address."""
        return ":".join(self.hexes(2) for _ in range(6))

    def team_name(self, kind, digits=6):
        """A resource name such as search-role-12ab34."""
        return "%s-%s-%s" % (self.choice(TEAMS), kind, self.hexes(digits))


class World:
    """The accounts and networks that all items of a snapshot share."""

    def __init__(self, dice):
        self.dice = dice
        self.accounts = ["%012d" % dice.randrange(10**11, 10**12) for _ in range(8)]
        self.vpcs = {}
        self.subnets = {}
        self.groups = {}
        for account in self.accounts:
            for region in REGIONS:
                vpcs = [dice.ec2_id("vpc") for _ in range(4)]
                self.vpcs[account, region] = vpcs
                for vpc in vpcs:
                    self.subnets[vpc] = [dice.ec2_id("subnet") for _ in range(6)]
                    self.groups[vpc] = [self._group() for _ in range(30)]

    def _group(self):
        tier = self.dice.choice(["web", "app", "db", "cache", "lb", "bastion"])
        return self.dice.ec2_id("sg"), self.dice.team_name(tier, 4)

    def place(self, account, region):
        """A (vpc, subnet, availability zone) of the account and region."""
        vpc = self.dice.choice(self.vpcs[account, region])
        subnet = self.dice.choice(self.subnets[vpc])
        return vpc, subnet, region + self.dice.choice("abc")

    def some_groups(self, vpc, most):
        """One to `most` security groups of the VPC, as (id, name) pairs."""
        return self.dice.sample(self.groups[vpc], self.dice.randint(1, most))


# ------------------------------------------------------------------------------ shared parts


def make_tags(dice):
    """Tags as a dictionary, some of them with awkward values."""
    tags = {
        "Name": "%s-%s-%s" % (dice.choice(TEAMS), dice.choice(ENVIRONMENTS), dice.hexes(6)),
        "Environment": dice.choice(ENVIRONMENTS),
        "Team": dice.choice(TEAMS),
        "CostCenter": "CC-%05d" % dice.randint(1, 99999),
    }
    if dice.maybe(0.6):
        tags["Owner"] = dice.choice(OWNERS)
    if dice.maybe(0.4):
        tags["aws:cloudformation:stack-name"] = dice.team_name("stack", 8)
    if dice.maybe(0.4):
        tags["aws:cloudformation:stack-id"] = "arn:aws:cloudformation:%s:%012d:stack/%s/%s" % (
            dice.choice(REGIONS), dice.randrange(10**12), dice.choice(TEAMS), dice.uuid()
        )
    if dice.maybe(0.2):
        tags["Notes"] = 'created by "terraform" \\ do not edit\nsee wiki/' + dice.hexes(4)
    if dice.maybe(0.02):
        tags["Größe/尺寸"] = "übergroß\tc:\\temp\\" + dice.hexes(4)
    return tags


def tag_list(tags):
    """The list form of tags that most service APIs use."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def relation(resource_type, resource_id, name, resource_name=None):
    """One member of an item's relationships."""
    result = {"resourceId": resource_id, "resourceType": resource_type, "name": name}
    if resource_name is not None:
        result["resourceName"] = resource_name
    return result


def group_relations(groups):
    """Relationships to security groups."""
    return [
        relation("AWS::EC2::SecurityGroup", group_id, "Is associated with SecurityGroup")
        for group_id, _ in groups
    ]


def configuration_item(
    dice, account, region, resource_type, resource_id, arn, configuration, *,
    name=None, relationships=(), tags=None, supplementary=None, zone="Not Applicable",
    created=None,
):
    """Put the envelope of AWS Config around a configuration, members in the usual order."""
    item = {
        "relatedEvents": [],
        "relationships": list(relationships),
        "configuration": configuration,
        "supplementaryConfiguration": supplementary or {},
        "tags": tags or {},
        "configurationItemVersion": "1.3",
        "configurationItemCaptureTime": dice.timestamp(),
        "configurationStateId": dice.randint(1700000000000, 1718000000000),
        "awsAccountId": account,
        "configurationItemStatus": dice.choice(["ResourceDiscovered", "OK"]),
        "resourceType": resource_type,
        "resourceId": resource_id,
    }
    if name is not None:
        item["resourceName"] = name
    item["ARN"] = arn
    item["awsRegion"] = region
    item["availabilityZone"] = zone
    item["configurationStateMd5Hash"] = ""
    if created is not None:
        item["resourceCreationTime"] = created
    return item


def policy_document(dice, statements):
    """An IAM policy with so many statements."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "S%d" % number,
                "Effect": "Allow",
                "Action": dice.sample(ACTIONS, dice.randint(1, 5)),
                "Resource": "*" if dice.maybe(0.2)
                else "arn:aws:s3:::%s-%s/*" % (dice.choice(TEAMS), dice.hexes(6)),
            }
            for number in range(statements)
        ],
    }


def url_encoded(document, indent=1):
    """A JSON document as IAM shows it: printed, then URL-encoded."""
    return urllib.parse.quote(json.dumps(document, indent=indent))


def key_arn(dice, account, region):
    """The ARN of some KMS key."""
    return "arn:aws:kms:%s:%s:key/%s-%s" % (region, account, dice.hexes(8), dice.hexes(12))


# ------------------------------------------------------------------------------ EC2


def ingress_ports(dice):
    """The members of an ipPermissions entry that say which traffic it lets in."""
    kind = dice.random()
    if kind < 0.10:
        return {"ipProtocol": "-1"}
    if kind < 0.11:
        return {"ipProtocol": "50"}
    if kind < 0.13:
        icmp = dice.choice(["icmp", "icmpv6"])
        return {"fromPort": dice.choice([-1, 8]), "ipProtocol": icmp, "toPort": -1}
    if kind < 0.16:
        port = dice.choice([53, 123, 514, 1194])
        return {"fromPort": port, "ipProtocol": "udp", "toPort": port}
    protocol = "6" if dice.maybe(0.01) else "tcp"
    if kind < 0.26:
        low, high = dice.choice(PORT_RANGES)
    else:
        low = high = dice.choice(SERVICE_PORTS)
    return {"fromPort": low, "ipProtocol": protocol, "toPort": high}


def ipv4_ranges(dice):
    """One to three source ranges, some of them the whole internet."""
    ranges = []
    for _ in range(dice.randint(1, 3)):
        entry = {"cidrIp": "0.0.0.0/0" if dice.maybe(0.15) else dice.private_ip() + "/32"}
        if dice.maybe(0.5):
            entry["description"] = "office %s %s" % (dice.choice(TEAMS), dice.hexes(4))
        ranges.append(entry)
    return ranges


def ingress_permission(dice, account, group_id):
    """One entry of ipPermissions."""
    ports = ingress_ports(dice)
    from_group = dice.maybe(0.4)
    ranges = [] if from_group else ipv4_ranges(dice)
    permission = {}
    if "fromPort" in ports:
        permission["fromPort"] = ports["fromPort"]
    permission["ipProtocol"] = ports["ipProtocol"]
    permission["ipv6Ranges"] = []
    if dice.maybe(0.15):
        permission["ipv6Ranges"] = [{"cidrIpv6": "::/0", "description": "any v6"}]
    elif dice.maybe(0.05):
        permission["ipv6Ranges"] = [{"cidrIpv6": "2001:db8:%s::/64" % dice.hexes(4)}]
    permission["prefixListIds"] = []
    if "toPort" in ports:
        permission["toPort"] = ports["toPort"]
    permission["userIdGroupPairs"] = []
    if from_group:
        pair = {"description": "from app tier", "groupId": group_id, "userId": account}
        permission["userIdGroupPairs"] = [pair]
    if dice.maybe(0.03):
        permission["ipRanges"] = ranges
    else:
        permission["ipv4Ranges"] = ranges
        permission["ipRanges"] = [entry["cidrIp"] for entry in ranges]
    return permission


def security_group(world, account, region):
    """AWS::EC2::SecurityGroup with two to seven ingress permissions."""
    dice = world.dice
    vpc = dice.choice(world.vpcs[account, region])
    group_id = dice.ec2_id("sg")
    name = dice.team_name(dice.choice(["web", "app", "db"]))
    tags = make_tags(dice)
    configuration = {
        "description": "Security group for %s managed by terraform" % name,
        "groupName": name,
        "ipPermissions": [
            ingress_permission(dice, account, group_id) for _ in range(dice.randint(2, 7))
        ],
        "ownerId": account,
        "groupId": group_id,
        "ipPermissionsEgress": [
            {
                "ipProtocol": "-1",
                "ipv6Ranges": [],
                "prefixListIds": [],
                "userIdGroupPairs": [],
                "ipv4Ranges": [{"cidrIp": "0.0.0.0/0"}],
                "ipRanges": ["0.0.0.0/0"],
            }
        ],
        "tags": tag_list(tags),
        "vpcId": vpc,
    }
    relationships = [relation("AWS::EC2::VPC", vpc, "Is contained in Vpc")]
    for _ in range(dice.randint(0, 4)):
        relationships.append(relation(
            "AWS::EC2::NetworkInterface", dice.ec2_id("eni"), "Is associated with NetworkInterface"
        ))
    return configuration_item(
        dice, account, region, "AWS::EC2::SecurityGroup", group_id,
        "arn:aws:ec2:%s:%s:security-group/%s" % (region, account, group_id), configuration,
        name=name, relationships=relationships, tags=tags,
    )


def interface_configuration(dice, account, region, vpc, subnet, groups):
    """The configuration of a network interface, alone or inside an instance."""
    address = dice.private_ip()
    dns_name = "ip-%s.%s.compute.internal" % (address.replace(".", "-"), region)
    association = None
    if dice.maybe(0.3):
        public = dice.public_ip()
        association = {
            "ipOwnerId": "amazon",
            "publicDnsName": "ec2-%s.compute-1.amazonaws.com" % public.replace(".", "-"),
            "publicIp": public,
        }
    return {
        "association": association,
        "attachment": {
            "attachTime": dice.timestamp(),
            "attachmentId": dice.ec2_id("eni-attach"),
            "deleteOnTermination": True,
            "deviceIndex": 0,
            "status": "attached",
            "networkCardIndex": 0,
        },
        "description": "",
        "groups": [{"groupName": name, "groupId": group_id} for group_id, name in groups],
        "ipv6Addresses": [],
        "macAddress": dice.mac_address(),
        "networkInterfaceId": dice.ec2_id("eni"),
        "ownerId": account,
        "privateDnsName": dns_name,
        "privateIpAddress": address,
        "privateIpAddresses": [
            {
                "association": None,
                "primary": True,
                "privateDnsName": dns_name,
                "privateIpAddress": address,
            }
        ],
        "sourceDestCheck": True,
        "status": "in-use",
        "subnetId": subnet,
        "vpcId": vpc,
        "interfaceType": "interface",
        "ipv4Prefixes": [],
        "ipv6Prefixes": [],
    }


def network_interface(world, account, region):
    """AWS::EC2::NetworkInterface attached to an instance."""
    dice = world.dice
    vpc, subnet, zone = world.place(account, region)
    groups = world.some_groups(vpc, 3)
    instance_id = dice.ec2_id("i")
    tags = make_tags(dice)
    configuration = interface_configuration(dice, account, region, vpc, subnet, groups)
    configuration["attachment"]["instanceId"] = instance_id
    configuration["attachment"]["instanceOwnerId"] = account
    configuration.update({
        "availabilityZone": zone,
        "requesterId": None,
        "requesterManaged": False,
        "tagSet": tag_list(tags),
        "denyAllIgwTraffic": None,
        "ipv6Native": None,
        "ipv6Address": None,
    })
    interface_id = configuration["networkInterfaceId"]
    relationships = [
        relation("AWS::EC2::Subnet", subnet, "Is contained in Subnet"),
        relation("AWS::EC2::VPC", vpc, "Is contained in Vpc"),
        relation("AWS::EC2::Instance", instance_id, "Is attached to Instance"),
    ] + group_relations(groups)
    return configuration_item(
        dice, account, region, "AWS::EC2::NetworkInterface", interface_id,
        "arn:aws:ec2:%s:%s:network-interface/%s" % (region, account, interface_id), configuration,
        relationships=relationships, tags=tags, zone=zone,
    )


def instance(world, account, region):
    """AWS::EC2::Instance with one interface and one to three volumes."""
    dice = world.dice
    vpc, subnet, zone = world.place(account, region)
    groups = world.some_groups(vpc, 3)
    instance_id = dice.ec2_id("i")
    tags = make_tags(dice)
    launched = dice.timestamp()
    volumes = [dice.ec2_id("vol") for _ in range(dice.randint(1, 3))]
    interface = interface_configuration(dice, account, region, vpc, subnet, groups)
    public = interface["association"] or {}
    profile = None
    if dice.maybe(0.7):
        profile = {
            "arn": "arn:aws:iam::%s:instance-profile/%s" % (account, dice.choice(TEAMS)),
            "id": "AIPA" + dice.uppers(17),
        }
    configuration = {
        "amiLaunchIndex": 0,
        "imageId": dice.ec2_id("ami"),
        "instanceId": instance_id,
        "instanceType": dice.choice(
            ["t3.micro", "m5.large", "m6i.xlarge", "c6g.2xlarge", "r5.4xlarge"]
        ),
        "kernelId": None,
        "keyName": dice.choice([None, "ops-2023"]),
        "launchTime": launched,
        "monitoring": {"state": dice.choice(["disabled", "enabled"])},
        "placement": {
            "availabilityZone": zone,
            "affinity": None,
            "groupName": "",
            "partitionNumber": None,
            "hostId": None,
            "tenancy": "default",
            "spreadDomain": None,
            "hostResourceGroupArn": None,
        },
        "platform": None,
        "privateDnsName": interface["privateDnsName"],
        "privateIpAddress": interface["privateIpAddress"],
        "productCodes": [],
        "publicDnsName": public.get("publicDnsName", ""),
        "publicIpAddress": public.get("publicIp"),
        "ramdiskId": None,
        "state": {"code": 16, "name": "running"},
        "stateTransitionReason": "",
        "subnetId": subnet,
        "vpcId": vpc,
        "architecture": "x86_64",
        "blockDeviceMappings": [
            {
                "deviceName": "/dev/xvd" + "abc"[index],
                "ebs": {
                    "attachTime": launched,
                    "deleteOnTermination": index == 0,
                    "status": "attached",
                    "volumeId": volume_id,
                },
            }
            for index, volume_id in enumerate(volumes)
        ],
        "clientToken": dice.uuid(),
        "ebsOptimized": dice.maybe(0.5),
        "enaSupport": True,
        "hypervisor": "xen",
        "iamInstanceProfile": profile,
        "instanceLifecycle": None,
        "elasticGpuAssociations": [],
        "elasticInferenceAcceleratorAssociations": [],
        "networkInterfaces": [interface],
        "outpostArn": None,
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "securityGroups": interface["groups"],
        "sourceDestCheck": True,
        "spotInstanceRequestId": None,
        "sriovNetSupport": None,
        "stateReason": None,
        "tags": tag_list(tags),
        "virtualizationType": "hvm",
        "cpuOptions": {"coreCount": dice.randint(1, 16), "threadsPerCore": 2},
        "capacityReservationId": None,
        "capacityReservationSpecification": {
            "capacityReservationPreference": "open",
            "capacityReservationTarget": None,
        },
        "hibernationOptions": {"configured": False},
        "licenses": [],
        "metadataOptions": {
            "state": "applied",
            "httpTokens": dice.choice(["optional", "required"]),
            "httpPutResponseHopLimit": dice.randint(1, 2),
            "httpEndpoint": "enabled",
        },
        "enclaveOptions": {"enabled": False},
        "bootMode": None,
    }
    relationships = [
        relation(
            "AWS::EC2::NetworkInterface", interface["networkInterfaceId"],
            "Contains NetworkInterface",
        ),
        relation("AWS::EC2::Subnet", subnet, "Is contained in Subnet"),
        relation("AWS::EC2::VPC", vpc, "Is contained in Vpc"),
    ] + group_relations(groups)
    for volume_id in volumes:
        relationships.append(relation("AWS::EC2::Volume", volume_id, "Is attached to Volume"))
    return configuration_item(
        dice, account, region, "AWS::EC2::Instance", instance_id,
        "arn:aws:ec2:%s:%s:instance/%s" % (region, account, instance_id), configuration,
        relationships=relationships, tags=tags, zone=zone, created=launched,
    )


def volume(world, account, region):
    """AWS::EC2::Volume, mostly attached, mostly encrypted."""
    dice = world.dice
    volume_id = dice.ec2_id("vol")
    instance_id = dice.ec2_id("i")
    zone = region + dice.choice("abc")
    created = dice.timestamp()
    tags = make_tags(dice)
    encrypted = dice.maybe(0.7)
    attachments = []
    relationships = []
    if dice.maybe(0.85):
        attachments.append({
            "attachTime": created,
            "device": "/dev/xvda",
            "instanceId": instance_id,
            "state": "attached",
            "volumeId": volume_id,
            "deleteOnTermination": dice.maybe(0.7),
        })
        relationships.append(
            relation("AWS::EC2::Instance", instance_id, "Is attached to Instance")
        )
    configuration = {
        "attachments": attachments,
        "availabilityZone": zone,
        "createTime": created,
        "encrypted": encrypted,
        "kmsKeyId": key_arn(dice, account, region) if encrypted else None,
        "outpostArn": None,
        "size": dice.choice([8, 20, 50, 100, 500, 1000]),
        "snapshotId": dice.ec2_id("snap"),
        "state": {"value": "in-use" if attachments else "available"},
        "volumeId": volume_id,
        "iops": dice.choice([100, 300, 3000, 16000]),
        "tags": tag_list(tags),
        "volumeType": dice.choice(["gp2", "gp3", "io1"]),
        "fastRestored": None,
        "multiAttachEnabled": False,
        "throughput": dice.choice([None, 125]),
    }
    return configuration_item(
        dice, account, region, "AWS::EC2::Volume", volume_id,
        "arn:aws:ec2:%s:%s:volume/%s" % (region, account, volume_id), configuration,
        relationships=relationships, tags=tags, zone=zone, created=created,
    )


# ------------------------------------------------------------------------------ RDS and S3


def db_subnet_group(world, vpc, region):
    """The dBSubnetGroup member of a database instance."""
    return {
        "dBSubnetGroupName": "main-" + vpc,
        "dBSubnetGroupDescription": "subnets",
        "vpcId": vpc,
        "subnetGroupStatus": "Complete",
        "subnets": [
            {
                "subnetIdentifier": subnet,
                "subnetAvailabilityZone": {"name": region + "abc"[index % 3]},
                "subnetOutpost": {"arn": None},
                "subnetStatus": "Active",
            }
            for index, subnet in enumerate(world.subnets[vpc])
        ],
        "dBSubnetGroupArn": None,
    }


def pending_db_values():
    """The pendingModifiedValues member of a database instance: nearly all null."""
    names = [
        "dBInstanceClass", "allocatedStorage", "masterUserPassword", "port",
        "backupRetentionPeriod", "multiAZ", "engineVersion", "licenseModel", "iops",
        "dBInstanceIdentifier", "storageType", "cACertificateIdentifier", "dBSubnetGroupName",
        "pendingCloudwatchLogsExports",
    ]
    pending = dict.fromkeys(names)
    pending["processorFeatures"] = []
    pending["iAMDatabaseAuthenticationEnabled"] = None
    return pending


def db_instance(world, account, region):
    """AWS::RDS::DBInstance; its resource id is the dbiResourceId, not the name."""
    dice = world.dice
    vpc, _, zone = world.place(account, region)
    groups = world.some_groups(vpc, 2)
    name = dice.team_name("db")
    resource_id = "db-" + dice.uppers(26)
    arn = "arn:aws:rds:%s:%s:db:%s" % (region, account, name)
    created = dice.timestamp()
    tags = make_tags(dice)
    encrypted = dice.maybe(0.75)
    configuration = {
        "dBInstanceIdentifier": name,
        "dBInstanceClass": dice.choice(["db.t3.medium", "db.r5.large", "db.m6g.xlarge"]),
        "engine": dice.choice(["postgres", "mysql", "aurora-postgresql"]),
        "dBInstanceStatus": "available",
        "automaticRestartTime": None,
        "masterUsername": "master",
        "dBName": "app",
        "endpoint": {
            "address": "%s.%s.%s.rds.amazonaws.com" % (name, dice.hexes(12), region),
            "port": 5432,
            "hostedZoneId": "Z" + dice.uppers(13),
        },
        "allocatedStorage": dice.choice([20, 100, 500]),
        "instanceCreateTime": created,
        "preferredBackupWindow": "03:00-04:00",
        "backupRetentionPeriod": dice.choice([0, 1, 7, 35]),
        "dBSecurityGroups": [],
        "vpcSecurityGroups": [
            {"vpcSecurityGroupId": group_id, "status": "active"} for group_id, _ in groups
        ],
        "dBParameterGroups": [
            {"dBParameterGroupName": "default.postgres14", "parameterApplyStatus": "in-sync"}
        ],
        "availabilityZone": zone,
        "dBSubnetGroup": db_subnet_group(world, vpc, region),
        "preferredMaintenanceWindow": "sun:05:00-sun:06:00",
        "pendingModifiedValues": pending_db_values(),
        "latestRestorableTime": dice.timestamp(),
        "multiAZ": dice.maybe(0.5),
        "engineVersion": "14.7",
        "autoMinorVersionUpgrade": dice.maybe(0.8),
        "readReplicaSourceDBInstanceIdentifier": None,
        "readReplicaDBInstanceIdentifiers": [],
        "readReplicaDBClusterIdentifiers": [],
        "replicaMode": None,
        "licenseModel": "postgresql-license",
        "iops": None,
        "optionGroupMemberships": [
            {"optionGroupName": "default:postgres-14", "status": "in-sync"}
        ],
        "characterSetName": None,
        "publiclyAccessible": dice.maybe(0.1),
        "statusInfos": [],
        "storageType": "gp2",
        "dbInstancePort": 0,
        "dBClusterIdentifier": None,
        "storageEncrypted": encrypted,
        "kmsKeyId": key_arn(dice, account, region) if encrypted else None,
        "dbiResourceId": resource_id,
        "cACertificateIdentifier": "rds-ca-2019",
        "domainMemberships": [],
        "copyTagsToSnapshot": dice.maybe(0.5),
        "monitoringInterval": dice.choice([0, 60]),
        "enhancedMonitoringResourceArn": None,
        "monitoringRoleArn": None,
        "promotionTier": None,
        "dBInstanceArn": arn,
        "timezone": None,
        "iAMDatabaseAuthenticationEnabled": dice.maybe(0.4),
        "performanceInsightsEnabled": dice.maybe(0.5),
        "performanceInsightsKMSKeyId": None,
        "performanceInsightsRetentionPeriod": None,
        "enabledCloudwatchLogsExports": ["postgresql"] if dice.maybe(0.5) else [],
        "processorFeatures": [],
        "deletionProtection": dice.maybe(0.5),
        "associatedRoles": [],
        "maxAllocatedStorage": None,
        "customerOwnedIpEnabled": False,
        "tagList": tag_list(tags),
    }
    relationships = [
        relation("AWS::EC2::VPC", vpc, "Is contained in Vpc"),
        relation("AWS::RDS::DBSubnetGroup", "main-" + vpc, "Is associated with DBSubnetGroup"),
    ] + group_relations(groups)
    return configuration_item(
        dice, account, region, "AWS::RDS::DBInstance", resource_id, arn, configuration,
        name=name, relationships=relationships, tags=tags, supplementary={"Tags": []},
        zone=zone, created=created,
    )


def bucket_policy(world, bucket_arn):
    """The text of a bucket policy: a JSON document in a string."""
    reader = "arn:aws:iam::%s:root" % world.dice.choice(world.accounts)
    return json.dumps({
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "DenyInsecureTransport",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [bucket_arn, bucket_arn + "/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Sid": "AllowRead",
                "Effect": "Allow",
                "Principal": {"AWS": reader},
                "Action": ["s3:GetObject", "s3:ListBucket"],
                "Resource": bucket_arn + "/*",
            },
        ],
    })


def lifecycle_rules():
    """The BucketLifecycleConfiguration of a bucket."""
    return {
        "rules": [
            {
                "id": "expire-old",
                "prefix": None,
                "status": "Enabled",
                "filter": {"predicate": {"type": "LifecyclePrefixPredicate", "prefix": "logs/"}},
                "expirationInDays": 365,
                "noncurrentVersionExpirationInDays": -1,
                "expirationDate": None,
                "noncurrentVersionTransitions": None,
                "transitions": [{"days": 30, "date": None, "storageClass": "STANDARD_IA"}],
                "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7},
                "expiredObjectDeleteMarker": False,
            }
        ]
    }


def bucket(world, account, region):
    """AWS::S3::Bucket; what matters is in supplementaryConfiguration."""
    dice = world.dice
    name = "%s-%s-%s" % (dice.choice(TEAMS), dice.choice(ENVIRONMENTS), dice.hexes(10))
    arn = "arn:aws:s3:::" + name
    created = dice.timestamp()
    tags = make_tags(dice)
    grant = {"grantee": {"id": dice.hexes(64), "displayName": None}, "permission": "FullControl"}
    supplementary = {
        "AccessControlList": json.dumps({
            "grantSet": None,
            "grantList": [grant],
            "owner": {"displayName": None, "id": dice.hexes(64)},
            "isRequesterCharged": False,
        }),
        "BucketAccelerateConfiguration": {"status": None},
        "BucketLoggingConfiguration": {
            "destinationBucketName": dice.choice([None, "central-logs"]),
            "logFilePrefix": None,
        },
        "BucketNotificationConfiguration": {"configurations": {}},
        "BucketPolicy": {"policyText": bucket_policy(world, arn) if dice.maybe(0.7) else None},
        "BucketVersioningConfiguration": {
            "status": dice.choice(["Enabled", "Enabled", "Off", "Suspended"]),
            "isMfaDeleteEnabled": None,
        },
        "IsRequesterPaysEnabled": False,
        "PublicAccessBlockConfiguration": {
            "blockPublicAcls": True,
            "ignorePublicAcls": True,
            "blockPublicPolicy": dice.maybe(0.9),
            "restrictPublicBuckets": True,
        },
        "ServerSideEncryptionConfiguration": {
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": dice.choice(["AES256", "aws:kms"]),
                        "kmsMasterKeyID": None,
                    },
                    "bucketKeyEnabled": dice.maybe(0.5),
                }
            ]
        },
    }
    if dice.maybe(0.6):
        supplementary["BucketLifecycleConfiguration"] = lifecycle_rules()
    supplementary["BucketTaggingConfiguration"] = {"tagSets": [{"tags": tags}]}
    supplementary["ObjectLockConfiguration"] = {"objectLockEnabled": None}
    configuration = {
        "name": name,
        "owner": {"displayName": None, "id": dice.hexes(64)},
        "creationDate": created,
        "region": region,
    }
    return configuration_item(
        dice, account, region, "AWS::S3::Bucket", name, arn, configuration,
        name=name, tags=tags, supplementary=supplementary, zone="Regional", created=created,
    )


# ------------------------------------------------------------------------------ IAM


def iam_user(world, account, _region):
    """AWS::IAM::User, in the region `global`."""
    dice = world.dice
    first = dice.choice(["alice", "bob", "carol", "deploy", "ci", "svc"])
    name = "%s.%s" % (first, dice.hexes(6))
    user_id = "AIDA" + dice.uppers(17)
    arn = "arn:aws:iam::%s:user/%s" % (account, name)
    created = dice.timestamp()
    tags = make_tags(dice)
    inline = []
    if dice.maybe(0.4):
        inline.append({
            "policyName": "inline-" + dice.hexes(4),
            "policyDocument": url_encoded(policy_document(dice, dice.randint(1, 3))),
        })
    managed = []
    if dice.maybe(0.5):
        managed.append({
            "policyName": "ReadOnlyAccess",
            "policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
        })
    groups = dice.sample(TEAMS, dice.randint(0, 3))
    configuration = {
        "path": "/",
        "userName": name,
        "userId": user_id,
        "arn": arn,
        "createDate": created,
        "userPolicyList": inline,
        "groupList": groups,
        "attachedManagedPolicies": managed,
        "permissionsBoundary": None,
        "tags": tag_list(tags),
    }
    relationships = [
        relation("AWS::IAM::Group", "AGPA" + dice.uppers(17), "Is attached to Group", group)
        for group in groups
    ]
    return configuration_item(
        dice, account, "global", "AWS::IAM::User", user_id, arn, configuration,
        name=name, relationships=relationships, tags=tags, created=created,
    )


def iam_role(world, account, _region):
    """AWS::IAM::Role for Lambda functions."""
    dice = world.dice
    name = dice.team_name("role")
    role_id = "AROA" + dice.uppers(17)
    arn = "arn:aws:iam::%s:role/service-role/%s" % (account, name)
    created = dice.timestamp()
    tags = make_tags(dice)
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    managed = {
        "policyName": "AWSLambdaBasicExecutionRole",
        "policyArn": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    }
    last_used = None
    if dice.maybe(0.7):
        last_used = {"lastUsedDate": dice.timestamp(), "region": dice.choice(REGIONS)}
    configuration = {
        "path": "/service-role/",
        "roleName": name,
        "roleId": role_id,
        "arn": arn,
        "createDate": created,
        "assumeRolePolicyDocument": url_encoded(trust, indent=None),
        "instanceProfileList": [],
        "rolePolicyList": [
            {
                "policyName": "inline",
                "policyDocument": url_encoded(policy_document(dice, dice.randint(1, 4))),
            }
        ],
        "attachedManagedPolicies": [managed] * dice.randint(0, 2),
        "permissionsBoundary": None,
        "tags": tag_list(tags),
        "roleLastUsed": last_used,
    }
    relationships = [
        relation(
            "AWS::IAM::Policy", "ANPA" + dice.uppers(17),
            "Is attached to CustomerManagedPolicy", "p-" + dice.hexes(4),
        )
        for _ in range(dice.randint(0, 2))
    ]
    return configuration_item(
        dice, account, "global", "AWS::IAM::Role", role_id, arn, configuration,
        name=name, relationships=relationships, tags=tags, created=created,
    )


def iam_policy(world, account, _region):
    """AWS::IAM::Policy with two versions of its document."""
    dice = world.dice
    name = dice.team_name("policy")
    policy_id = "ANPA" + dice.uppers(17)
    arn = "arn:aws:iam::%s:policy/%s" % (account, name)
    created = dice.timestamp()
    configuration = {
        "policyName": name,
        "policyId": policy_id,
        "arn": arn,
        "path": "/",
        "defaultVersionId": "v2",
        "attachmentCount": dice.randint(0, 5),
        "permissionsBoundaryUsageCount": 0,
        "isAttachable": True,
        "description": "Policy for " + name,
        "createDate": created,
        "updateDate": created,
        "policyVersionList": [
            {
                "document": url_encoded(policy_document(dice, dice.randint(1, 4))),
                "versionId": "v%d" % version,
                "isDefaultVersion": version == 2,
                "createDate": created,
            }
            for version in (2, 1)
        ],
        "tags": [],
    }
    return configuration_item(
        dice, account, "global", "AWS::IAM::Policy", policy_id, arn, configuration,
        name=name, created=created,
    )


# ------------------------------------------------------------------------------ the rest


def lambda_function(world, account, region):
    """AWS::Lambda::Function, half of them in a VPC."""
    dice = world.dice
    vpc = dice.choice(world.vpcs[account, region])
    name = dice.team_name("fn")
    arn = "arn:aws:lambda:%s:%s:function:%s" % (region, account, name)
    group_id = dice.choice(world.groups[vpc])[0]
    tags = make_tags(dice)
    network = None
    if dice.maybe(0.5):
        network = {
            "subnetIds": dice.sample(world.subnets[vpc], 2),
            "securityGroupIds": [group_id],
            "vpcId": vpc,
        }
    configuration = {
        "functionName": name,
        "functionArn": arn,
        "runtime": dice.choice(
            ["python3.8", "python3.11", "nodejs14.x", "nodejs18.x", "java11", "go1.x"]
        ),
        "role": "arn:aws:iam::%s:role/service-role/%s" % (account, dice.team_name("role")),
        "handler": "app.lambda_handler",
        "codeSize": dice.randint(1000, 5 * 10**7),
        "description": "Handles %s events" % dice.choice(TEAMS),
        "timeout": dice.choice([3, 30, 300, 900]),
        "memorySize": dice.choice([128, 256, 1024]),
        "lastModified": dice.timestamp(),
        "codeSha256": dice.hexes(43) + "=",
        "version": "$LATEST",
        "vpcConfig": network,
        "deadLetterConfig": None,
        "environment": {
            "variables": {
                "LOG_LEVEL": "INFO",
                "TABLE_NAME": "%s-%s" % (dice.choice(TEAMS), dice.hexes(6)),
                "STAGE": dice.choice(ENVIRONMENTS),
                "QUEUE_URL": "https://sqs.%s.amazonaws.com/%s/%s" % (
                    region, account, dice.hexes(8)
                ),
                "POWERTOOLS_SERVICE_NAME": dice.choice(TEAMS),
            },
            "error": None,
        },
        "kMSKeyArn": None,
        "tracingConfig": {"mode": dice.choice(["Active", "PassThrough"])},
        "masterArn": None,
        "revisionId": dice.uuid(),
        "layers": [
            {
                "arn": "arn:aws:lambda:%s:%s:layer:common:%d" % (
                    region, account, dice.randint(1, 40)
                ),
                "codeSize": dice.randint(1000, 10**6),
                "signingProfileVersionArn": None,
                "signingJobArn": None,
            }
        ],
        "state": None,
        "stateReason": None,
        "stateReasonCode": None,
        "lastUpdateStatus": None,
        "lastUpdateStatusReason": None,
        "fileSystemConfigs": [],
        "packageType": "Zip",
        "imageConfigResponse": None,
        "signingProfileVersionArn": None,
        "signingJobArn": None,
        "architectures": ["x86_64"],
        "ephemeralStorage": {"size": 512},
    }
    source = "arn:aws:execute-api:%s:%s:%s/*" % (region, account, dice.hexes(10))
    policy = {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": [
            {
                "Sid": "apigw",
                "Effect": "Allow",
                "Principal": {"Service": "apigateway.amazonaws.com"},
                "Action": "lambda:InvokeFunction",
                "Resource": arn,
                "Condition": {"ArnLike": {"AWS:SourceArn": source}},
            }
        ],
    }
    relationships = [
        relation("AWS::IAM::Role", "AROA" + dice.uppers(17), "Is associated with "),
        relation("AWS::EC2::SecurityGroup", group_id, "Is associated with "),
    ]
    return configuration_item(
        dice, account, region, "AWS::Lambda::Function", name, arn, configuration,
        name=name, relationships=relationships, tags=tags,
        supplementary={"Policy": json.dumps(policy), "UnsupportedResources": []},
    )


def key_policy(dice, account):
    """The policy of a KMS key: indented JSON in a string, so full of escaped newlines."""
    users = [
        "arn:aws:iam::%s:role/%s" % (account, dice.team_name("role"))
        for _ in range(dice.randint(1, 4))
    ]
    return json.dumps({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [
            {
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::%s:root" % account},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "Allow use – für alle" if dice.maybe(0.1) else "Allow use",
                "Effect": "Allow",
                "Principal": {"AWS": users},
                "Action": [
                    "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*",
                    "kms:DescribeKey",
                ],
                "Resource": "*",
            },
        ],
    }, indent=2)


def kms_key(world, account, region):
    """AWS::KMS::Key with its policy, rotation status and tags as supplements."""
    dice = world.dice
    key_id = dice.uuid()
    arn = "arn:aws:kms:%s:%s:key/%s" % (region, account, key_id)
    created = dice.timestamp()
    tags = make_tags(dice)
    configuration = {
        "awsaccountId": account,
        "keyId": key_id,
        "arn": arn,
        "creationDate": created,
        "enabled": True,
        "description": "Key for " + dice.choice(TEAMS),
        "keyUsage": "ENCRYPT_DECRYPT",
        "keyState": "Enabled",
        "deletionDate": None,
        "validTo": None,
        "origin": "AWS_KMS",
        "customKeyStoreId": None,
        "cloudHsmClusterId": None,
        "expirationModel": None,
        "keyManager": dice.choice(["CUSTOMER", "AWS"]),
        "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "keySpec": "SYMMETRIC_DEFAULT",
        "encryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
        "signingAlgorithms": None,
        "multiRegion": False,
        "multiRegionConfiguration": None,
        "pendingDeletionWindowInDays": None,
        "macAlgorithms": None,
    }
    supplementary = {
        "Policy": key_policy(dice, account),
        "KeyRotationStatus": dice.maybe(0.6),
        "Tags": [{"tagKey": key, "tagValue": value} for key, value in tags.items()],
    }
    return configuration_item(
        dice, account, region, "AWS::KMS::Key", key_id, arn, configuration,
        name=key_id, tags=tags, supplementary=supplementary, created=created,
    )


def cloud_trail(world, account, region):
    """AWS::CloudTrail::Trail; its resource id is its ARN."""
    dice = world.dice
    name = "trail-" + dice.hexes(6)
    arn = "arn:aws:cloudtrail:%s:%s:trail/%s" % (region, account, name)
    log_group = "arn:aws:logs:%s:%s:log-group:cloudtrail:*" % (region, account)
    configuration = {
        "name": name,
        "s3BucketName": "central-logs-" + account,
        "s3KeyPrefix": None,
        "snsTopicName": None,
        "snsTopicARN": None,
        "includeGlobalServiceEvents": True,
        "isMultiRegionTrail": dice.maybe(0.5),
        "homeRegion": region,
        "trailARN": arn,
        "logFileValidationEnabled": dice.maybe(0.5),
        "cloudWatchLogsLogGroupArn": log_group if dice.maybe(0.5) else None,
        "cloudWatchLogsRoleArn": None,
        "kmsKeyId": key_arn(dice, account, region) if dice.maybe(0.5) else None,
        "hasCustomEventSelectors": True,
        "hasInsightSelectors": False,
        "isOrganizationTrail": False,
    }
    selectors = [
        {
            "readWriteType": "All",
            "includeManagementEvents": True,
            "dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}],
            "excludeManagementEventSources": [],
        }
    ]
    supplementary = {
        "EventSelectors": json.dumps(selectors),
        "TrailStatus": {
            "isLogging": True,
            "latestDeliveryTime": dice.timestamp(),
            "startLoggingTime": dice.timestamp(),
            "stopLoggingTime": None,
            "latestDeliveryError": None,
            "latestNotificationError": None,
        },
    }
    logs = relation("AWS::S3::Bucket", "central-logs-" + account, "is associated with ")
    return configuration_item(
        dice, account, region, "AWS::CloudTrail::Trail", arn, arn, configuration,
        name=name, relationships=[logs], supplementary=supplementary,
    )


# ------------------------------------------------------------------------------ the snapshot

# Each kind of resource with its share of the items, in per cent.
MIX = [
    (security_group, 18),
    (instance, 14),
    (volume, 14),
    (network_interface, 20),
    (db_instance, 4),
    (bucket, 7),
    (iam_user, 3),
    (iam_role, 8),
    (iam_policy, 4),
    (lambda_function, 6),
    (kms_key, 1.5),
    (cloud_trail, 0.5),
]


def write_snapshot(count, stream):
    """Write a snapshot of `count` items to a binary stream."""
    world = World(Dice(SEED))
    dice = world.dice
    makers = [maker for maker, _ in MIX]
    shares = [share for _, share in MIX]
    head = '{"fileVersion":"1.0","configSnapshotId":"%s","configurationItems":[' % dice.uuid()
    stream.write(head.encode("ascii"))
    for number in range(count):
        if number:
            stream.write(b",")
        make = dice.choices(makers, shares)[0]
        stream.write(encode(make(world, dice.choice(world.accounts), dice.choice(REGIONS))))
    stream.write(b"]}")


def main(arguments):
    """Read the two arguments and write the file."""
    if len(arguments) != 2 or not arguments[0].isdigit():
        print("usage: generate_snapshot.py N OUT", file=sys.stderr)
        return 2
    with open(arguments[1], "wb", buffering=1 << 20) as stream:
        write_snapshot(int(arguments[0]), stream)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
