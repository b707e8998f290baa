import ConfigModel
import JSON
import RuleKit

extension ManagedRule {
    static let lambdaFunctionVPC = [lambdaInsideVPC]

    static let lambdaInsideVPC = ManagedRule(
        "LAMBDA_INSIDE_VPC", name: "lambda-inside-vpc", severity: .low,
        "Lambda functions are connected to a VPC.",
        scope: [.lambdaFunction], baseline: false,
        remedy: Remedy(
            "Connect the function to subnets of the VPC whose resources it uses.",
            command:
                "aws lambda update-function-configuration --function-name RESOURCE_ID --vpc-config SubnetIds=SUBNET,SecurityGroupIds=GROUP"
        ),
        parameters: Parameter<[String]>(
            "subnetIds", "The subnets that functions may be connected to; any when it is not set.", default: []),
        examples: [
            .compliant(
                "in a VPC", ["vpcConfig": ["subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]]]),
            .compliant(
                "in the given subnets", ["vpcConfig": ["subnetIds": ["subnet-1", "subnet-2"]]],
                with: ["subnetIds": "subnet-1,subnet-2,subnet-3"]),
            .nonCompliant(
                "no VPC", ["role": "arn:aws:iam::123456789012:role/worker", "runtime": "python3.12"]),
            .nonCompliant("no VPC, written as null", ["vpcConfig": nil]),
            .nonCompliant("no VPC, written as empty lists", ["vpcConfig": ["subnetIds": [], "securityGroupIds": []]]),
            .nonCompliant(
                "in another subnet", ["vpcConfig": ["subnetIds": ["subnet-1", "subnet-9"]]],
                with: ["subnetIds": "subnet-1,subnet-2,subnet-3"]),
            .compliant("one subnet", ["vpcConfig": ["subnetIds": ["subnet-1"]]]),
            .insufficientData("a VPC without its subnets", ["vpcConfig": ["securityGroupIds": ["sg-1"]]]),
            .insufficientData("part of an item", ["functionName": "worker"]),
        ]
    ) { function, _, allowed in
        let network = function.configuration["vpcConfig"]
        // Items leave the VPC out where there is none; every function has a role.
        if network.isMissing, !function.configuration["role"].isString { return .missing("configuration.vpcConfig") }
        let subnets = network["subnetIds"]
        guard network.isNull || subnets.isArray || network.count == 0 else {
            return .missing("configuration.vpcConfig.subnetIds")
        }
        guard subnets.count > 0 else { return .nonCompliant("The function is connected to no VPC.") }
        guard !allowed.isEmpty else { return .compliant }
        var breaches = Breaches()
        for subnet in subnets.strings where !allowed.contains(subnet) {
            let before = "The function is connected to "
            breaches.add(
                subnet, before, ", which is not one of the given subnets",
                many: (before, ", which are none of the given subnets"))
        }
        return breaches.finding ?? .compliant
    }
}
