# Five rules over an AWS Config snapshot: one line `RULE<TAB>RESOURCEID` for each resource that is
# NON_COMPLIANT. Written for jq 1.6; run it as `jq -r -f jq_rules.jq SNAPSHOT`.

# Every source range of an ipPermissions entry, as a string. A member that is null or missing, and
# an entry of another shape, gives nothing.
def source_ranges:
  (.ipRanges[]? | if type == "object" then .cidrIp else . end),
  .ipv4Ranges[]?.cidrIp,
  .ipv6Ranges[]?.cidrIpv6;

def lets_in($port):
  (.fromPort | type == "number") and (.toPort | type == "number")
  and .fromPort <= $port and $port <= .toPort;

def reaches_blocked_port:
  .ipProtocol == "-1"
  or ((.ipProtocol == "tcp" or .ipProtocol == "6") and (lets_in(22) or lets_in(3389)));

def opens_blocked_port:
  reaches_blocked_port and any(source_ranges; . == "0.0.0.0/0" or . == "::/0");

def broken_rules:
  if .resourceType == "AWS::EC2::SecurityGroup" then
    select(any(.configuration.ipPermissions[]?; opens_blocked_port)) | "restricted-common-ports"
  elif .resourceType == "AWS::EC2::Volume" then
    .configuration
    | select((.attachments | length) > 0 and .encrypted != true)
    | "encrypted-volumes"
  elif .resourceType == "AWS::RDS::DBInstance" then
    .configuration
    | (select(.storageEncrypted != true) | "rds-storage-encrypted"),
      (select(.publiclyAccessible == true) | "rds-instance-public-access-check")
  elif .resourceType == "AWS::S3::Bucket" then
    select(.supplementaryConfiguration.BucketVersioningConfiguration.status != "Enabled")
    | "s3-bucket-versioning-enabled"
  else
    empty
  end;

.configurationItems[] | .resourceId as $id | broken_rules | "\(.)\t\($id)"
