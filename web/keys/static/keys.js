// The panels of somebody who holds a key: make it, check its file, and, after the
// close, verify everything and decrypt. The secret is in this browser's memory and
// in the holder's file, and nowhere else.
"use strict";

(() => {
  const {h, heading, button, link, success, problem, file, save, program, ask, stage, guard, supported, cannot} = guildhallKeys;
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
      const key = made.key;
      made = null;
      show(success("Your key is recorded", "Keep the file " + fileName(id) + " until the result is beyond challenge."),
        h("p", {}, "Public half: ", h("span", {class: "gh-digest"}, key)),
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

  // decrypt: verify every contest from its archive, then decrypt all, then send.
  async function decrypt(element) {
    const {show, first, say} = stage(element);
    if (!supported()) return first(cannot());
    const id = element.dataset.election;
    const [about, count] = await Promise.all([ask(address(element, "key.json")), ask(address(element, "count.json"))]);
    for (const answer of [about, count]) if (!answer.ok) return first(problem(answer.sentence));
    const form = () => [
      h("p", {}, "This browser fetches the ballot box of each post, checks every ballot, adds them up again, and decrypts that sum alone, not the single votes."),
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
      const lines = count.contests.map(c => ({name: c.name, tag: h("strong", {class: "nhsuk-tag nhsuk-tag--grey"}, "Waiting"), words: h("p", {class: "nhsuk-body-s nhsuk-u-margin-bottom-0"})}));
      show(heading("Verifying and decrypting"), h("p", {}, "Keep this page open."),
        h("dl", {class: "nhsuk-summary-list"}, lines.map(l => h("div", {class: "nhsuk-summary-list__row"},
          h("dt", {class: "nhsuk-summary-list__key"}, l.name), h("dd", {class: "nhsuk-summary-list__value"}, l.tag, l.words)))));
      const opened = [];
      for (const [i, contest] of count.contests.entries()) {
        const line = lines[i];
        const tell = (tag, colour, words) => {
          line.tag.textContent = tag;
          line.tag.className = "nhsuk-tag nhsuk-tag--" + colour;
          if (words !== undefined) line.words.textContent = words;
        };
        tell("Fetching", "blue");
        say("Fetching the ballot box of " + contest.name);
        let archive;
        try {
          const response = await fetch(contest.archive, {cache: "no-store", credentials: "omit"});
          if (!response.ok) throw new Error(response.status);
          archive = new Uint8Array(await response.arrayBuffer());
        } catch (error) {
          return "The ballot box of " + contest.name + " could not be fetched. Nothing was decrypted; check your connection and try again.";
        }
        tell("Checking", "blue", "0 ballots checked");
        say("Checking the ballots of " + contest.name);
        const answer = await program("decrypt", [text, id, about.group, about.public_key, contest.name, archive, before()], n => tell("Checking", "blue", n + " ballots checked"));
        if (!answer.ok) return answer.sentence;
        if (opened.some(o => o.uuid === answer.uuid)) return "The service gave the ballot box of one post twice. Nothing was sent; tell its operator.";
        opened.push(answer);
        tell("Verified", "green", `${answer.ballots} ballots checked, ${answer.counted} count, with ${answer.votes} votes`);
      }
      remember(opened);
      say("Sending the decryption");
      const sent = await ask(address(element, "shares"), JSON.stringify(opened.map(o => o.share)));
      if (!sent.ok) return sent.sentence;
      show(success("Everything was verified and decrypted", "The totals are on the next page."),
        h("dl", {class: "nhsuk-summary-list"}, opened.map((o, i) => h("div", {class: "nhsuk-summary-list__row"},
          h("dt", {class: "nhsuk-summary-list__key"}, count.contests[i].name),
          h("dd", {class: "nhsuk-summary-list__value"}, `${o.ballots} ballots checked, ${o.counted} count, with ${o.votes} votes`)))),
        link("Continue", element.dataset.back));
      return "";
    }
  }

  // What this browser has decrypted: a second tally of a contest is refused, since
  // the difference of two would show single votes.
  const memory = "guildhall-decrypted";
  function before() {
    try {
      return JSON.parse(localStorage.getItem(memory) || "{}");
    } catch (error) {
      return {};
    }
  }
  function remember(opened) {
    const all = before();
    for (const o of opened) all[o.uuid] = o.tally;
    try {
      localStorage.setItem(memory, JSON.stringify(all));
    } catch (error) {
      // A private window keeps nothing; the log still admits one share alone.
    }
  }

  Object.assign(guildhallKeys, {makeKey, checkKey, decrypt});
  for (const element of document.querySelectorAll("[data-keys]"))
    ({make: makeKey, check: checkKey, decrypt})[element.dataset.keys](element);
})();
