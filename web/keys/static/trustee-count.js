// The two rounds for which a trustee types the phrase: the proof before the poll,
// and the count. Neither takes the phrase from anywhere but the field.
"use strict";

(() => {
  const {h, heading, button, success, problem, save, program, counting, ask, guard, readLog, keepLog, hasCheckpoint, damagedLog, withFile, withCosigned, remember, bundle, counted, phraseForm, members, rows, slip} = guildhallKeys;
  const fileName = id => "guildhall-checkpoint-" + id + ".txt";

  // prove signs each ballot with the typed phrase, and keeps the checkpoint.
  async function prove(put, {id, base, task, text, show, say, look}) {
    const found = await program("trusteeBallots", [text]);
    if (!found.ok) return put(problem(found.sentence, "again"), button("Look again", () => look(true), {id: "again"}));
    page(put);

    function page(place, error) {
      place(error && problem(error, "phrase"), heading("Prove that you kept your phrase"),
        h("p", {}, "Type your recovery phrase from the paper. With it, this browser makes your key again and signs the ballot papers below. At the count it refuses any other."),
        rows(found.ballots.map(b => [b.name, b.answers.join(", ")])),
        phraseForm("Prove that I kept my phrase", run), members(task));
    }

    async function run(phrase) {
      const typed = await program("trusteeTyped", [text, phrase]);
      if (!typed.ok) return page(show, typed.sentence);
      say("Signing the ballot papers");
      const answer = await program("trusteeAnswer", [text, typed.phrase, ""]);
      if (!answer.ok) return page(show, answer.sentence);
      const given = await ask(base + "/answer", answer.answer);
      if (!given.ok) return page(show, given.sentence);
      const kept = await keepLog(id, given);
      if (!kept.ok) return show(problem(kept.sentence, "again"), button("Look again", () => look(true), {id: "again"}));
      show(success("You have proved that you kept your phrase", "Put the paper back where only you can get at it."),
        typed.mended && slip(typed.phrase),
        h("p", {}, kept.stored ? "This browser has also kept the log’s checkpoint. At the count it holds the log against it, so that nothing recorded until now can be changed." :
          "This browser keeps nothing. Save the log’s checkpoint as a file: at the count, the log is held against it."),
        h("p", {}, "Save it as a file too, if you may use another device at the count."),
        h("div", {class: "nhsuk-button-group"},
          button("Save the checkpoint", () => save(fileName(id), given.checkpoint, "text/plain")),
          button("Continue", () => look(true), {class: "nhsuk-button nhsuk-button--secondary"})));
    }
  }

  // decrypt verifies everything, shows the numbers, and decrypts if told to.
  async function decrypt(put, {id, base, task, text, show, say, look}) {
    page(put);

    function page(place, error, field) {
      const kept = hasCheckpoint(readLog(id));
      const file = h("input", {class: "nhsuk-file-upload__input", id: "checkpoint", type: "file", accept: ".txt,text/plain", "aria-describedby": "checkpoint-hint"});
      const without = h("input", {class: "nhsuk-checkboxes__input", id: "without", type: "checkbox"});
      place(error && problem(error, field || "phrase"), heading("Verify the count and decrypt"),
        h("p", {}, "This browser fetches the whole public log, checks every step and every ballot, and adds the votes up again. It shows you the numbers, and decrypts those totals alone, not the single votes."),
        phraseForm("Verify", phrase => run(phrase, file.files[0], without.checked),
          !kept && h("div", {class: "nhsuk-form-group nhsuk-file-upload"},
            h("label", {class: "nhsuk-label nhsuk-label--s", for: "checkpoint"}, "The checkpoint that you saved"),
            h("div", {class: "nhsuk-hint", id: "checkpoint-hint"}, (damagedLog(readLog(id)) || "This browser has kept none.") + " The file is named " + fileName(id) + "."), file),
          !kept && h("div", {class: "nhsuk-checkboxes nhsuk-u-margin-bottom-4"}, h("div", {class: "nhsuk-checkboxes__item"}, without,
            h("label", {class: "nhsuk-label nhsuk-checkboxes__label", for: "without"}, "I have no checkpoint: go on, although what was recorded before the poll could then have been changed")))),
        members(task));
    }

    async function run(phrase, file, without) {
      const typed = await program("trusteeTyped", [text, phrase]);
      if (!typed.ok) return page(show, typed.sentence);
      let kept = readLog(id);
      if (!hasCheckpoint(kept) && !file && !without) return page(show, "Choose the checkpoint that you saved, or say that you have none.", "checkpoint");
      if (!hasCheckpoint(kept) && file) kept = withFile(kept, await file.text());
      addEventListener("beforeunload", guard);
      const error = await verify(typed, kept);
      removeEventListener("beforeunload", guard);
      if (error) page(show, error);
    }

    async function verify(typed, kept) {
      const far = h("p", {}, "Fetching the log");
      show(heading("Verifying"), h("p", {}, "Keep this page open."), far);
      say("Fetching and verifying the whole log");
      const log = await bundle();
      if (!log) return "The log could not be fetched. Nothing was decrypted; check your connection and try again.";
      const found = await counting("trusteeVerify", [text, typed.phrase, log, withCosigned(kept)], p => { far.textContent = (p.n ? p.n + " " : "") + p.what; }, [log.buffer]);
      if (!found.ok) return found.sentence;
      say("Verified. Look at the numbers.");
      show(heading("Verified: look at the numbers"),
        typed.mended && slip(typed.phrase),
        counted(found),
        h("p", {}, "If a number surprises you, do not decrypt: ring the returning officer and the other trustees first."),
        h("div", {class: "nhsuk-button-group"},
          button("Decrypt", event => { event.target.disabled = true; give(); }),
          button("Not now", () => look(true), {class: "nhsuk-button nhsuk-button--secondary"})));
      return "";
    }

    async function give() {
      const made = await program("trusteeDecrypt", []);
      if (!made.ok) return page(show, made.sentence);
      remember(id, made.tallies);
      say("Sending your share");
      const given = await ask(base + "/answer", made.answer);
      if (!given.ok) return page(show, given.sentence);
      show(success("You have decrypted", "Your share has been sent."), button("Continue", () => look(true)));
    }
  }

  Object.assign(guildhallKeys, {prove, decrypt});
})();
