// Package keys is what those who hold a key or cosign the log do in their own
// browser: in the simple scheme the returning officer, in the strict one the
// trustees, in both whoever is a witness of the log.
//
// Invariants. The officer's secret key is made in the browser and leaves it as a
// file for its holder alone, a trustee's recovery phrase leaves it on paper, a
// witness's signing key not at all; the service gets public halves, with their
// proofs. The browser that decrypts verifies first: the whole public log, held
// against what this browser kept of it; it computes the encrypted tallies again,
// and decrypts nothing else; and it decrypts no second tally of a contest.
//
// Trusted: the holder's browser and what this service sent it.
//
// # For the officer's pages
//
// A page shows one of three panels, and lists Scripts among its own:
//
//	ui.Page{Title: "Make your key", Scripts: keys.Scripts}
//	{{.Panel}}   with Panel: keys.Make(id, back), keys.Check(id, back) or keys.Decrypt(id, back)
//
// back is the address of the link "Continue" once all is done. The panels speak
// with these addresses of the officer's pages, which answer errors with the
// status of their kind and {"code":"…","sentence":"…"}:
//
//	GET  /officer/elections/ID/key.json    {"election":"ID","title":"…","group":"Ed25519","public_key":"…"}  the key once it is recorded, else ""
//	POST /officer/elections/ID/key         the trustee's public record, as it is stored → {"ok":true,"key":"…","checkpoint":"…"}  of the log, to be kept
//	GET  /bundle.zip                       the whole public log
//	POST /officer/elections/ID/shares      ["raw share", …] in the order of the contests → {"ok":true}
//
// A trustee's page prints Trustee and lists TrusteeScripts; a witness's prints
// Witness and lists WitnessScripts.
//
// In a script of one's own the same is window.guildhallKeys.makeKey(element) and
// .decrypt(element), where the element is one that Make or Decrypt printed.
package keys
