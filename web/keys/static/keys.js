// The panels of somebody who holds a key: make it, check its file, and, after the
// close, verify everything and decrypt. The secret is in this browser's memory and
// in the holder's file, and nowhere else.
"use strict";

(() => {
  const {h, heading, button, link, success, problem, file, save, program, counting, ask, stage, guard, supported, cannot, keepLog, readLog, hasCheckpoint, damagedLog, withFile, withCosigned, remember, bundle, counted} = guildhallKeys;
  const address = (element, what) => "/officer/elections/" + element.dataset.election + "/" + what;
  const fileName = id => "guildhall-key-" + id + ".json";

  // makeKey: make, save, prove that it was saved, send the public half.
  async function makeKey(element) {
    const {show, first, say} = stage(element);
    if (!supported()) return first(cannot());
    const id = element.dataset.election;
    const about = await ask(address(element, "key.json"));
    if (!about.ok) return first(problem(about.sentence));
    let made = null;

    first(
      h("p", {}, "Your key is made in this browser. You save it as a file; the service gets the public half only. ",
        h("strong", {}, "Without the file the votes cannot be counted, and nobody can replace it.")),
      about.public_key && h("p", {}, "A key has been recorded for this election already. A new one takes its place, and the old file is of no use then."),
      button("Make my key", make));

    async function make() {
      say("Making your key");
      made = await program("make", [id, about.group]);
      if (!made.ok) return show(problem(made.sentence), button("Make my key", make));
      addEventListener("beforeunload", guard);
      save(made.name, made.file);
      say("Your key file has been saved");
      saved();
    }

    function saved(error) {
      show(error && problem(error),
        heading("Keep the file " + made.name),
        h("p", {}, "It has just been saved by your browser, most often under Downloads. Put two copies where only you can get at them, such as two memory sticks in two places."),
        h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); save(made.name, made.file); }}, "Save the file again")),
        h("p", {}, "Then show that you have it: choose the file that you have saved."),
        file("Your key file", made.name, "Check the file and record the key", check));
    }

    async function check(text) {
      if (text === null) return saved("Choose the key file");
      const answer = await program("check", [text, id, about.group, made.key]);
      if (!answer.ok) return saved(answer.sentence);
      say("Recording the public half");
      const recorded = await ask(address(element, "key"), made.public);
      if (!recorded.ok) return saved(recorded.sentence);
      removeEventListener("beforeunload", guard);
      const kept = await keepLog(id, recorded);
      if (!kept.ok) return show(problem(kept.sentence));
      const key = made.key;
      made = null;
      show(success("Your key is recorded", "Keep the file " + fileName(id) + " until the result is beyond challenge."),
        h("p", {}, "Public half: ", h("span", {class: "gh-digest"}, key)),
        kept.stored && h("p", {}, "This browser has also kept the log’s checkpoint. At the count it holds the log against it, so that nothing recorded until now can be changed. ",
          h("a", {href: "#", onclick: event => { event.preventDefault(); save("guildhall-checkpoint-" + id + ".txt", recorded.checkpoint, "text/plain"); }}, "Save it as a file too"), ", if you may use another device at the count."),
        link("Continue", element.dataset.back));
    }
  }

  // checkKey: is this the file that will be needed?
  async function checkKey(element) {
    const {show, first} = stage(element);
    if (!supported()) return first(cannot());
    const id = element.dataset.election;
    const about = await ask(address(element, "key.json"));
    if (!about.ok) return first(problem(about.sentence));
    const form = () => file("Your key file", fileName(id), "Check the file", check);
    first(form());

    async function check(text) {
      if (text === null) return show(problem("Choose the key file"), form());
      const answer = await program("check", [text, id, about.group, about.public_key]);
      if (!answer.ok) return show(problem(answer.sentence), form());
      show(success("This is the key of this election", "Put the file back where only you can get at it."),
        h("p", {}, "Public half: ", h("span", {class: "gh-digest"}, answer.key)),
        link("Continue", element.dataset.back));
    }
  }

  // decrypt: verify the whole log, then decrypt the totals, then send.
  async function decrypt(element) {
    const {show, first, say} = stage(element);
    if (!supported()) return first(cannot());
    const id = element.dataset.election;
    const about = await ask(address(element, "key.json"));
    if (!about.ok) return first(problem(about.sentence));
    const checkpoint = h("input", {class: "nhsuk-file-upload__input", id: "checkpoint", type: "file", accept: ".txt,text/plain", "aria-describedby": "checkpoint-hint"});
    const form = () => [
      h("p", {}, "This browser fetches the whole public log, checks every step and every ballot, adds the votes up again, and decrypts those totals alone, not the single votes."),
      !hasCheckpoint(readLog(id)) && h("div", {class: "nhsuk-form-group nhsuk-file-upload"},
        h("label", {class: "nhsuk-label nhsuk-label--s", for: "checkpoint"}, "The checkpoint that you saved (optional)"),
        h("div", {class: "nhsuk-hint", id: "checkpoint-hint"}, damagedLog(readLog(id)) || "This browser has kept none, so it cannot see by itself whether what was recorded before the poll has been changed. The file is named guildhall-checkpoint-" + id + ".txt."), checkpoint),
      file("Your key file", fileName(id), "Verify and decrypt", run)];
    first(form());

    async function run(text) {
      if (text === null) return show(problem("Choose the key file"), form());
      const key = await program("check", [text, id, about.group, about.public_key]);
      if (!key.ok) return show(problem(key.sentence), form());
      addEventListener("beforeunload", guard);
      const error = await verify(text);
      removeEventListener("beforeunload", guard);
      if (error) show(problem(error), form());
    }

    // verify gives the sentence of what went wrong, if anything did.
    async function verify(text) {
      const far = h("p", {}, "Fetching the log");
      show(heading("Verifying and decrypting"), h("p", {}, "Keep this page open."), far);
      say("Fetching and verifying the whole log");
      const log = await bundle();
      if (!log) return "The log could not be fetched. Nothing was decrypted; check your connection and try again.";
      let kept = readLog(id);
      if (!hasCheckpoint(kept) && checkpoint.files[0]) kept = withFile(kept, await checkpoint.files[0].text());
      const found = await counting("verify", [text, id, about.group, about.public_key, log, withCosigned(kept)], p => { far.textContent = (p.n ? p.n + " " : "") + p.what; }, [log.buffer]);
      if (!found.ok) return found.sentence;
      const made = await program("decrypt", []);
      if (!made.ok) return made.sentence;
      remember(id, made.tallies);
      say("Sending the decryption");
      const sent = await ask(address(element, "shares"), JSON.stringify({shares: made.shares, bindings: made.bindings}));
      if (!sent.ok) return sent.sentence;
      show(success("Everything was verified and decrypted", "The totals are on the next page."), counted(found), link("Continue", element.dataset.back));
      return "";
    }
  }

  Object.assign(guildhallKeys, {makeKey, checkKey, decrypt});
  for (const element of document.querySelectorAll("[data-keys]"))
    ({make: makeKey, check: checkKey, decrypt})[element.dataset.keys](element);
})();
