import RuleKit
import Testing

@Suite struct BreachesTests {
    private static func text(of names: [String], _ before: String = "Ports ", _ after: String = " are open") -> String {
        var breaches = Breaches()
        for name in names { breaches.add(name, "Port ", " is open", many: (before, after)) }
        return breaches.finding?.annotation ?? "none"
    }

    @Test func noBreachIsNoFinding() {
        #expect(Breaches().isEmpty)
        #expect(Breaches().finding == nil)
    }

    @Test func oneStandsAlone() {
        #expect(Self.text(of: ["22"]) == "Port 22 is open.")
        #expect(Self.text(of: ["22", "22"]) == "Port 22 is open.")
    }

    @Test func numbersAreSortedByValue() {
        #expect(Self.text(of: ["443", "80", "8080", "80-90", "443"]) == "Ports 80, 80-90, 443, 8080 are open.")
        #expect(Self.text(of: ["b10", "b9", "a", "b09", "B"]) == "Ports B, a, b09, b9, b10 are open.")
    }

    @Test func otherSentencesFollow() {
        var breaches = Breaches()
        breaches.add("The user has a policy")
        breaches.add("encrypted is false")
        breaches.add("b", "In the policy, ", " is wrong", many: ("In the policy, ", " are wrong"))
        breaches.add("a", "In the policy, ", " is wrong", many: ("In the policy, ", " are wrong"))
        breaches.add("TCP is open")
        #expect(
            breaches.finding
                == .nonCompliant(
                    "In the policy, a, b are wrong; TCP is open; the user has a policy; encrypted is false."))
    }

    @Test func whatDoesNotFitIsCounted() {
        let names = (1...1000).map(String.init)
        let text = Self.text(of: names.shuffled())
        #expect(text == Self.text(of: names))
        #expect(text.hasPrefix("Ports 1, 2, 3, "))
        #expect(text.hasSuffix(", 59 are open, and 941 more."))
        #expect((250...256).contains(text.unicodeScalars.count))
        #expect(Self.text(of: names + ["1001"]).hasSuffix(", and 942 more."))
    }

    @Test func whatJustFitsIsWhole() {
        let long = String(repeating: "x", count: 117)
        let text = Self.text(of: ["a" + long, "b" + long])
        #expect(text.unicodeScalars.count == 254)
        #expect(text.hasSuffix("x are open."))
        #expect(Self.text(of: ["a" + long, "b" + long + "éé"]).hasSuffix("xéé are open."))
        #expect(Self.text(of: ["a" + long, "b" + long + "éééé"]) == "Port a\(long) is open, and 1 more.")
    }

    @Test func aNameThatIsTooLongIsCut() {
        let long = String(repeating: "x", count: 300)
        let text = Self.text(of: ["a" + long, "b", "c"])
        #expect(text.unicodeScalars.count == 256)
        #expect(text.hasPrefix("Port axxx"))
        #expect(text.hasSuffix("x…, and 2 more."))
    }
}
