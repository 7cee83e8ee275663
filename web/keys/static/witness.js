// The panel of a witness: this browser checks the whole log against what it kept,
// cosigns the checkpoint, keeps what it signed, and only then sends it. The key
// stays here.
"use strict";

(() => {
  const {h, heading, button, link, success, problem, save, program, ask, stage, supported, cannot} = guildhallKeys;
  const {kept, keep, forget, key, log} = guildhallWitness;
  const unreachable = "The log could not be fetched whole. Nothing was signed. Check your connection and try again.";
  const unkept = "This browser keeps nothing, as in a private window, so it cannot notice later that the log was changed. Nothing was signed. Use a normal window or another browser.";
  const plain = "text/plain";
  const quiet = (text, act) => button(text, act, {class: "nhsuk-button nhsuk-button--secondary"});
  const entries = n => n === 1 ? "1 entry" : n.toLocaleString("en-GB") + " entries";
  const noteOf = text => { try { return JSON.parse(text).note || ""; } catch (error) { return ""; } };

  function witness(element) {
    const {show, first, say} = stage(element);
    const person = element.dataset.witness;
    let named = element.dataset.named, given = "";
    if (!supported()) return first(cannot());
    if (!kept()) return first(problem("What this browser kept of the log is damaged. Tell the returning officer; sign in another browser."));
    const go = text => button(text, () => run(false), {id: "witness-go"});
    const stop = sentence => show(problem(sentence, "witness-go"), ...begin());
    const fileName = size => "guildhall-signed-" + size + ".txt";
    first(...begin());

    // begin is what stands there before anything is done.
    function begin() {
      const mine = kept().keys[person];
      if (mine && mine.key === named) return [
        h("p", {}, kept().log ? "This browser has your key, and remembers what it signed last." : "This browser has your key."), go("Check and sign")];
      if (!named) return [
        h("p", {}, "This browser makes a signing key for you and keeps it. The key signs what the log looks like and nothing else: it casts no vote and opens none."),
        earlier(), go("Check and sign")];
      return [
        h("div", {class: "nhsuk-warning-callout"},
          h("h2", {class: "nhsuk-warning-callout__label"}, "Important", h("span", {class: "nhsuk-u-visually-hidden"}, ":")),
          h("p", {}, mine ? "The log names another key for you than the one that this browser keeps." : "The log names a key for you that this browser does not have."),
          h("p", {}, "If you named it in another browser, sign there. If you never did, somebody else has: tell the other scrutineers and the returning officer. You reach " + element.dataset.contact + ".")),
        h("p", {}, "If that other browser is gone, a new key can take its place."),
        earlier(), button("Make a new key here, check and sign", () => run(true), {class: "nhsuk-button nhsuk-button--secondary", id: "witness-go"})];
    }
    // earlier takes a checkpoint that was signed in another browser.
    function earlier() {
      if (kept().log) return "";
      const input = h("input", {class: "nhsuk-file-upload__input", id: "witness-file", type: "file", accept: ".txt,text/plain", "aria-describedby": "witness-file-hint",
        onchange: async () => { const f = input.files[0]; given = f && f.size < 1 << 16 ? await f.text() : ""; }});
      return h("details", {class: "nhsuk-details"},
        h("summary", {class: "nhsuk-details__summary"}, h("span", {class: "nhsuk-details__summary-text"}, "I have signed in another browser before")),
        h("div", {class: "nhsuk-details__text"},
          h("div", {class: "nhsuk-form-group nhsuk-file-upload"},
            h("label", {class: "nhsuk-label", for: "witness-file"}, "The signed checkpoint that you saved"),
            h("div", {class: "nhsuk-hint", id: "witness-file-hint"}, "The log is then held against it, too. It is read in this browser and not sent."), input)));
    }

    // run does all of it, in the order in which nothing can get lost.
    async function run(renew) {
      show(heading("Checking the log"), h("p", {}, "This browser reads every entry. Keep this page open."));
      navigator.storage?.persist?.();
      const all = kept();
      let mine = all.keys[person], shown;
      try {
        if (!mine || renew) {
          mine = await program("witnessKey", [await key(), person, ""]);
          if (!mine.ok) return stop(mine.sentence);
          all.keys[person] = {seed: mine.seed, key: mine.key, public: mine.public};
          if (!keep(all)) return stop(unkept);
        }
        if (mine.key !== named) {
          say("Naming your key");
          const answer = await ask("/witness/key", mine.key);
          if (!answer.ok) return stop(answer.sentence);
          named = mine.key;
        }
        say("Fetching the log");
        shown = await log();
      } catch (error) {
        return stop(unreachable);
      }
      say("Checking every entry");
      const before = all.log || (given ? JSON.stringify({key: "", note: given}) : "");
      const answer = await program("witnessSign", [{...shown, kept: before, person, seed: mine.seed, now: Date.now()}]);
      if (!answer.ok) return stop(answer.sentence[0].toUpperCase() + answer.sentence.slice(1) + (answer.sentence.endsWith(".") ? "" : "."));
      if (answer.found === "evidence") return alarm(answer.sentence, noteOf(before), shown);
      if (answer.found === "refused") return stop(answer.sentence);
      // Kept before it is sent: once it is out, another log of this size must
      // never be signed here.
      if (!keep({...all, log: answer.kept})) return stop(unkept);
      say("Recording your signature");
      const sent = await ask("/witness/note", answer.note);
      if (!sent.ok) return show(problem(sent.sentence, "witness-go"), heading("Your signature may not be on record"),
        h("p", {}, "This browser has kept it. Try again; if it is refused again, save it and show it to the other scrutineers."),
        h("div", {class: "nhsuk-button-group"}, go("Try again"), quiet("Save the signed checkpoint", () => save(fileName(answer.size), answer.note, plain))));
      done(answer, mine);
    }

    // What the service's page says below is out of date then.
    const alone = () => { const more = document.getElementById("witness-more"); if (more) more.hidden = true; };

    function done(answer, mine) {
      alone();
      const news = answer.size - answer.before;
      show(success("Checked and signed", answer.before ? "Nothing was changed since you signed last." : "Every entry follows from the one before."),
        h("p", {}, (answer.before ? `${entries(news)} ${news === 1 ? "has" : "have"} been added since then. ` : "") +
          `You have signed the log as it is with ${entries(answer.size)}, each of which the rules allowed. This browser remembers it.`),
        h("p", {}, "Save what you signed, and keep the file somewhere else than here. Years later it still shows whether this log was rewritten."),
        quiet("Save the signed checkpoint", () => save(fileName(answer.size), answer.note, plain)),
        h("h3", {class: "nhsuk-heading-s"}, "Your public key"),
        h("p", {}, "Tell it to the other scrutineers and trustees: with it they see that it was you who signed."),
        h("p", {}, h("span", {class: "gh-digest"}, mine.public)),
        link("Continue", element.dataset.back));
    }

    // alarm is what nobody should ever see.
    function alarm(sentence, before, shown) {
      alone();
      show(h("div", {class: "nhsuk-error-summary", tabindex: "-1"}, h("div", {role: "alert"},
          h("h2", {class: "nhsuk-error-summary__heading"}, "Do not sign: this log does not hold"),
          h("div", {class: "nhsuk-error-summary__body"}, h("p", {}, sentence), h("p", {}, h("strong", {}, "Nothing was signed."))))),
        heading("What to do now"),
        h("ol", {class: "nhsuk-list nhsuk-list--number"},
          h("li", {}, "Save these files. They are evidence, and this service may show something else later."),
          h("li", {}, "Ring the other scrutineers and trustees, and ask what their browsers say."),
          h("li", {}, "Tell the candidates and the returning officer. Nothing should be declared before this is explained. You reach " + element.dataset.contact + ".")),
        h("div", {class: "nhsuk-button-group"},
          before && quiet("Save what you signed before", () => save("guildhall-evidence-signed-before.txt", before, plain)),
          quiet("Save the checkpoint shown now", () => save("guildhall-evidence-shown-now.txt", shown.checkpoint + "\n" + shown.key + "\n", plain)),
          quiet("Save the log shown now", () => save("guildhall-evidence-log.jsonl", shown.lines, plain))),
        h("details", {class: "nhsuk-details"},
          h("summary", {class: "nhsuk-details__summary"}, h("span", {class: "nhsuk-details__summary-text"}, "I know that this service has begun a new log")),
          h("div", {class: "nhsuk-details__text"},
            h("p", {}, "Only if the returning officer has told everybody that an old log was given up, and why: this browser can forget what it kept of it. Save what you signed before, first."),
            button("Forget the old log", () => { forget(); location.reload(); }, {class: "nhsuk-button nhsuk-button--warning"}))));
    }
  }

  Object.assign(guildhallWitness, {witness});
  for (const element of document.querySelectorAll("[data-witness]")) witness(element);
})();
