package trust

// Tests that several cells rest on.
const (
	lies         = "governance/record.TestLies"
	strictLies   = "governance/record.TestStrictLies"
	forged       = "governance/record.TestForgedEntries"
	receipt      = "governance/record.TestForkedLogFailsWithAnOldReceipt"
	resigned     = "governance/record.TestServiceResignsForkedLog"
	challenge    = "web/booth.TestLyingBrowserIsCaughtByChallenge"
	otherBooth   = "web/monitor.TestServiceServesOnePracticeAnotherBooth"
	codeAlone    = "web/registrar.TestRegistrarsFileAloneCannotCast"
	doorAlone    = "web/registrar.TestServicesSessionAloneCannotCast"
	noSecrets    = "web/journey.TestNoSecretReachesTheService"
	clear        = "web/journey.TestFact7"
	officersKey  = "web/journey.TestNoOfficersKeyReachesTheService"
	officerAlone = "cmd/guildhall/outside.TestNoKeyAloneOpensTheSimpleScheme"
	threshold    = "election/belenios.TestMixedTrustees"
	sameBooth    = "web/booth.TestSameForEverybody"
	badBallot    = "election/belenios.TestForgeBallots"
)

// Strict is the matrix of the strict scheme: trustees, a registrar, and a key of
// the service's own that is needed besides.
var Strict = Matrix{
	Scheme: "strict",
	Parties: []Party{
		{"A practice, about another", [6]Cell{
			no("The ballot box holds locked votes only. What the totals themselves give away is measured and shown.", clear, "election/secrecy.TestAgreesWithBruteForce"),
			no("It reaches no other browser.", sameBooth),
			no("A ballot counts only under its own code’s signature.", badBallot),
			no("Its ballot must prove that it is one valid answer.", badBallot),
			no("It needs the other’s voting code and the other’s sign-in.", codeAlone, doorAlone),
			no("What it may send is limited.", "web/booth.TestVotesAreLimited"),
		}},
		{"The registrar", [6]Cell{
			no("The codes open no ballot.", threshold),
			no("The booth is the same bytes for everybody, and not the registrar’s.", sameBooth),
			no("A code replaces a vote only together with the practice’s sign-in.", codeAlone),
			no("The count is computed again by whoever verifies.", lies),
			no("The registrar’s file alone casts nothing; a code more, or other votes for one, is refused.", codeAlone, forged),
			yes("By making no codes; then the poll is not opened. A lost code is given again until a day before the close."),
		}},
		{"The returning officer", [6]Cell{
			no("The officer holds no key.", forged),
			no("The booth is the same bytes for everybody, and not the officer’s.", sameBooth),
			no("No step of the officer’s touches the ballot box.", forged),
			no("Only what the totals give can be declared.", forged),
			found("The officer can name a new representative, who still has no code; the change is in the log.", forged),
			yes("By taking no step. The close comes by itself."),
		}},
		{"The service and its operator", [6]Cell{
			found("Its one key opens nothing, and every trustee’s browser verifies before it decrypts. It could serve a page that tells: observers compare the booth with a rebuild; trustees and the registrar can use the command line instead.", threshold, otherBooth,
				"web/keys/trustee.TestServiceHandsASingleBallotAsTheTally", "web/keys/trustee.TestServiceHandsATallyLackingOneBallot",
				"web/keys/trustee.TestServiceHandsASecondTally", "web/keys/trustee.TestServiceSwapsATrusteesKey"),
			found("By serving one practice another booth: observers compare it with a rebuild, a voter can challenge a ballot.", otherBooth, challenge),
			found("By writing the log anew: whoever kept a receipt or a cosigned checkpoint finds it.", receipt, resigned),
			no("Every total is computed again from the ballots and the shares.", lies, strictLies),
			no("It never has a code, and adds none.", doorAlone, strictLies, noSecrets),
			yes("It can go away. What is recorded survives a crash."),
		}},
		{"One trustee", [6]Cell{
			no("More than half of the trustees are needed, and the service.", threshold),
			no("The booth is the same bytes for everybody, and not a trustee’s.", sameBooth),
			no("A trustee’s share says nothing of single ballots.", forged),
			no("A share carries a proof; a shaped one gives no possible total.", "election/belenios.TestForgeFactor", "election/belenios.TestForgeShare"),
			no("A trustee has no code.", codeAlone),
			no("A false or a shaped share is refused by its owner’s name and spoils nothing; one may stay away.",
				"web/trustee.TestTrusteeSendsABadShare", "election/belenios.TestTrusteeShapesADecryptionFactor", "web/keys/trustee.TestTrusteeSendsABadShare", "web/keys/trustee.TestTrusteeReplaysACertificate", "web/trustee.TestSitting"),
		}},
		{"A scrutineer", [6]Cell{
			no("A scrutineer sees what everybody sees.", clear),
			no("The booth is the same bytes for everybody, and not a scrutineer’s.", sameBooth),
			no("A cosignature changes nothing in the log.", forged),
			no("A cosignature changes nothing in the log.", forged),
			no("A scrutineer has no code.", codeAlone),
			no("A cosignature that is missing stops nothing.", forged),
		}},
		{"The mail or postal provider", [6]Cell{
			no("No choice is ever in a message.", clear),
			no("No message brings a program; the booth comes from the service.", sameBooth),
			no("A vote can be replaced only with the code and the sign-in.", codeAlone, doorAlone),
			no("The count is computed again by whoever verifies.", lies),
			found("With a printed letter’s code it lacks the sign-in, with the email’s sign-in the code. Where codes go by email it has both: the practice would see that a vote was cast.", codeAlone, doorAlone),
			yes("It can hold letters and emails back; the officer sees emails that bounce."),
		}},
		{"The voter’s own device", [6]Cell{
			yes("Whoever controls it sees the choice."),
			found("A challenged ballot shows what was locked, on another device.", challenge),
			no("After the cast, the receipt finds the ballot from any other device.", receipt),
			no("The count is computed again by whoever verifies.", lies),
			yes("For its own practice, and for no other."),
			no("Another device casts the vote.", "web/journey.TestFact6"),
		}},
	},
	Pairs: []Pair{
		{"As many trustees as are needed, and the service", "can read every vote. As many trustees without the service, or the service with fewer, cannot.", Yes, []string{threshold}},
		{"The registrar and the service", "can cast for a practice. The list of those who voted names it, and a vote of its own replaces theirs; the service could withhold the email that tells of it.", Found, []string{forged}},
		{"The registrar and the mail provider", "can cast for a practice whose emails the provider reads. The practice’s page tells that a vote was cast, and a vote of its own replaces theirs.", Found, []string{"web/journey.TestFact7"}},
		{"The registrar and the returning officer", "can name a representative of their own and cast for a practice. The log shows the change of representative.", Found, []string{forged}},
		{"The service and the mail provider", "can cast for a practice where codes go by email; not where they are printed.", Found, []string{doorAlone}},
		{"The service and the scrutineers", "can write anew what no other cosigner, monitor or receipt has seen.", Found, []string{receipt, resigned}},
		{"The service and a practice", "can do no more than each alone: the practice has its own code only.", No, []string{doorAlone}},
		{"The registrar and a practice", "can cast with another practice’s code of as many votes under this practice’s name, if the other has not voted: the other is then refused and told, and the log shows it.", Found, []string{"governance/clerk.TestCodes"}},
	},
	Rest: "Every other pair can do what each of the two can do alone, and no more: a key share, a code, a sign-in and the log’s own key are four different things, and no other pair holds two that fit together.",
}
