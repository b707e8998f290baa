import ManagedRules
import RuleKit
import Testing

/// What rules about all trails of an account say of several.
@Suite struct CloudTrailAnnotationTests {
    @Test(arguments: [
        (
            "CLOUDTRAIL_SECURITY_TRAIL_ENABLED", "two trails, one lacks less",
            "No trail records every management event of all regions, encrypted and with digests: the nearest, audit, has no KMS key."
        ),
        (
            "CLOUDTRAIL_S3_DATAEVENTS_ENABLED", "no data events, and a trail that is off",
            "No trail records the wanted data events of S3: the nearest, audit, does not record the data events of all S3 buckets."
        ),
        ("CLOUDTRAIL_SECURITY_TRAIL_ENABLED", "no key", "The trail audit has no KMS key."),
        ("CLOUD_TRAIL_ENABLED", "a trail that is off", "The trail audit is off (isLogging is false)."),
    ])
    func namesTheNearestTrail(_ identifier: String, _ name: String, _ annotation: String) throws {
        let example = try #require(
            RuleExample.all.first { $0.rule.identifier == identifier && $0.example.name == name })
        #expect(try example.verdict().annotation == annotation)
    }
}
