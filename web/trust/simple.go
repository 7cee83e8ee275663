package trust

// Simple is the matrix of the simple scheme, where it differs: the returning
// officer's key with the service's own, and voting codes that the service makes.
var Simple = Matrix{
	Scheme: "simple",
	Parties: []Party{
		{"The returning officer", [6]Cell{
			no("The officer’s key opens nothing without the service’s own, which decrypts the totals alone, and last, and is then destroyed.", officerAlone, forged, officersKey),
			no("The booth is the same bytes for everybody, and not the officer’s.", sameBooth),
			no("No step of the officer’s touches the ballot box.", forged),
			no("Only what the totals give can be declared.", forged),
			found("By naming a new representative, who is then emailed a link and the code; the log shows it.", forged),
			yes("By losing the key file: no count, a new poll."),
		}},
		{"The service and its operator", [6]Cell{
			found("Its own key opens nothing without the officer’s. It could serve a page that tells: observers compare the booth with a rebuild. A false ballot box is refused by the officer’s browser, which verifies before it decrypts.", lies, otherBooth, "web/keys/holder.TestDecryptRefuses", "web/keys/holder.TestTallyOfOne"),
			found("By serving one practice another booth: observers compare it with a rebuild, a voter can challenge a ballot.", otherBooth, challenge),
			found("By writing the log anew: whoever kept a receipt or a cosigned checkpoint finds it.", receipt, resigned),
			no("Every total is computed again from the ballots and the shares.", lies),
			yes("It makes the codes. The practice is emailed, unless that is withheld, and the list of those who voted names it."),
			yes("It can go away, or lose its own key: no count, a new poll."),
		}},
		{"The mail provider", [6]Cell{
			no("No choice is ever in a message.", clear),
			no("No message brings a program; the booth comes from the service.", sameBooth),
			no("What is recorded stays recorded.", receipt),
			no("The count is computed again by whoever verifies.", lies),
			yes("Link and code are in one email. The practice’s page tells that a vote was cast."),
			yes("It can hold emails back; the officer sees those that bounce."),
		}},
	},
	Pairs: []Pair{
		{"The returning officer and the service", "can read every vote until the count, and cast for a practice. After the count the service’s key is gone, unless a copy of its database from before was kept.", Yes, nil},
	},
	Rest: "A practice, a scrutineer and the voter’s own device can do what they can in the strict scheme.",
}
