// The registrar's panels: make the voting codes, print the letters, send codes by
// email, give one again. A code is in the worker's memory, in the registrar's
// locked file and in what is printed; the service gets one only where the
// registrar sends it by email.
"use strict";

(() => {
  const {h, heading, button, link, success, ask, stage, guard, supported} = guildhallKeys;
  const {program, problem, input, file, checkbox, select, form, save, chosen, value} = guildhallRegistrar;

  const element = document.querySelector("[data-registrar]");
  const path = element.dataset.path, id = element.dataset.election;
  const name = "guildhall-codes-" + id + ".age";
  const memory = "guildhall-codes:" + id;
  const {show, first, say} = stage(element);

  // task is what is to be done, as the service tells it: text for the program, and
  // read for the page.
  async function task() {
    const answer = await ask(path + "/task.json");
    if (!answer.ok) return answer;
    const {ok, ...rest} = answer;
    return {ok: true, text: JSON.stringify(rest), ...rest};
  }

  const fields = hint => [file("codes-file", "Your file of voting codes", hint || "The file is named " + name + ". It is read in this browser and not sent."),
    input("passphrase", "Its passphrase", "It is not sent either.")];

  // open opens the file of the form for a task; it gives the sentence of what is
  // wrong, if anything is.
  async function open(about) {
    const text = await chosen("codes-file");
    if (text === null) return {sentence: "Choose your file of voting codes", at: "codes-file"};
    say("Opening the file. This takes a few seconds.");
    const answer = await program("open", about.text, text, value("passphrase"));
    if (answer.ok) return null;
    return {sentence: answer.sentence, at: /passphrase/i.test(answer.sentence) ? "passphrase" : "codes-file"};
  }

  // kept is the locked file until its public half has been sent.
  const kept = {
    get() { try { return sessionStorage.getItem(memory); } catch (error) { return null; } },
    set(text) { try { text ? sessionStorage.setItem(memory, text) : sessionStorage.removeItem(memory); } catch (error) { /* A browser that keeps nothing: the file was saved. */ } },
  };

  // make: draw, lock, save; prove that the file was kept; send the public half.
  async function make() {
    let phrase = "";
    const drawn = await program("phrase");
    if (!drawn.ok) return first(problem(drawn.sentence));
    if (kept.get()) return prove();
    begin();

    function begin(error, at, before) {
      phrase = drawn.phrase;
      show(error && problem(error, at),
        h("p", {}, "Each practice gets a voting code of its own. The codes are drawn in this browser and go into one file, locked with a passphrase. The service gets their public half."),
        heading("Write the passphrase down"),
        h("p", {class: "gh-phrase gh-phrase--large", id: "drawn"}, phrase),
        h("p", {}, "On paper, and not together with the file. Without the file and the passphrase no lost code can be given again, and letters cannot be printed."),
        h("details", {class: "nhsuk-details", open: at === "own"},
          h("summary", {class: "nhsuk-details__summary"}, h("span", {class: "nhsuk-details__summary-text"}, "Use a passphrase of your own")),
          h("div", {class: "nhsuk-details__text"}, input("own", "A passphrase of your own", "At least 20 characters. Leave it empty to use the one above.", {value: before}))),
        form("Make the voting codes", draw),
        h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); prove(); }}, "I have a file of voting codes for this election already")));
      if (!error) document.activeElement?.blur();
    }

    async function draw() {
      const own = value("own").trim();
      say("Making the voting codes. This takes a few seconds.");
      const about = await task();
      if (!about.ok) return begin(about.sentence, "", own);
      const made = await program("draw", about.text, own || phrase);
      if (!made.ok) return begin(made.sentence, "own", own);
      kept.set(made.file);
      save(made.name, made.file, "application/octet-stream");
      say("Your file has been saved");
      prove();
    }

    function prove(wrong) {
      const locked = kept.get();
      show(wrong && problem(wrong.sentence, wrong.at),
        heading(locked ? "Keep the file " + name : "Send the public half of your codes"),
        locked ? [h("p", {}, "It has been saved by your browser, most often under Downloads. Put two copies where only you can get at them. Nothing has been sent yet."),
          h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); save(name, locked, "application/octet-stream"); }}, "Save the file again")),
          h("p", {}, "Then show that you have both: choose the file that you have saved, and type the passphrase that you wrote down.")]
          : h("p", {}, "The same codes serve again, where the key ceremony had to be begun again: their public half is made anew for it."),
        form("Check the file and send the public half", send, ...fields()),
        h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); kept.set(null); begin(); }}, "Make new voting codes instead")));
    }

    async function send() {
      const about = await task();
      if (!about.ok) return prove({sentence: about.sentence});
      const wrong = await open(about);
      if (wrong) return prove(wrong);
      const reply = await program("reply");
      if (!reply.ok) return prove({sentence: reply.sentence});
      say("Sending the public half");
      const sent = await ask(path + "/list", reply.reply);
      if (!sent.ok) return prove({sentence: sent.sentence});
      kept.set(null);
      show(success("The voting codes are made", "Their public half is in the log, signed by you."),
        h("p", {}, "Keep the file " + name + " and its passphrase until the result is beyond challenge. Once the returning officer has prepared the ballot, print the letters from it."),
        link("Continue", path));
    }
  }

  // record says that codes are given, before they are.
  const record = (how, practices, checked) => ask(path + "/issued", JSON.stringify({how, practices, checked: !!checked}));

  // letters: open the file, print all letters, record that they are given.
  function letters() {
    const start = wrong => show(wrong && problem(wrong.sentence, wrong.at), form("Print the letters", print, ...fields()));
    first(form("Print the letters", print, ...fields()));

    async function print() {
      const about = await task();
      if (!about.ok) return start({sentence: about.sentence});
      const wrong = await open(about);
      if (wrong) return start(wrong);
      say("Printing the letters");
      const pdf = await program("letters", []);
      if (!pdf.ok) return start({sentence: pdf.sentence});
      const recorded = await record("letter", about.roll.map(p => p.practice));
      if (!recorded.ok) return start({sentence: recorded.sentence});
      const again = () => save(pdf.name, pdf.file, "application/pdf");
      again();
      show(success(about.roll.length + (about.roll.length === 1 ? " letter is ready" : " letters are ready"), "The file " + pdf.name + " has been saved by your browser."),
        h("p", {}, "Print it on both sides, and delete the file then: it holds every voting code. Your locked file prints it again."),
        h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); again(); }}, "Save the letters again")),
        link("Continue", path));
    }
  }

  // mail: open the file, then one practice after another.
  function mail() {
    const start = wrong => show(wrong && problem(wrong.sentence, wrong.at), form("Open the file", opened, ...fields()));
    first(form("Open the file", opened, ...fields()));

    async function opened() {
      const about = await task();
      if (!about.ok) return start({sentence: about.sentence});
      const wrong = await open(about);
      if (wrong) return start(wrong);
      const rows = about.roll.map(p => ({...p, tag: h("strong", {class: "nhsuk-tag nhsuk-tag--grey"}, "Not sent"), words: h("p", {class: "nhsuk-body-s nhsuk-u-margin-bottom-0"}), taken: false}));
      const place = h("div");
      const verb = left => left === rows.length ? "Send " + left + (left === 1 ? " code by email" : " codes by email") : left === 1 ? "Try the one that is left again" : "Try the " + left + " that are left again";
      const offer = () => {
        const left = rows.filter(r => !r.taken).length;
        place.replaceChildren(left ? button(verb(left), run) : link("Continue", path));
      };
      show(heading("Send the codes"), h("p", {}, "Keep this page open. A code is sent to everybody who acts for the practice."), place,
        h("dl", {class: "nhsuk-summary-list"}, rows.map(r => h("div", {class: "nhsuk-summary-list__row"},
          h("dt", {class: "nhsuk-summary-list__key"}, r.name), h("dd", {class: "nhsuk-summary-list__value"}, r.tag, r.words)))));
      offer();

      async function run() {
        place.replaceChildren(h("p", {}, "Sending…"));
        addEventListener("beforeunload", guard);
        for (const r of rows.filter(r => !r.taken)) {
          tell(r, "Sending", "blue");
          const answer = await one(r.practice, false, false);
          r.taken = answer.ok && answer.taken;
          tell(r, r.taken ? "Accepted" : "Not accepted", r.taken ? "green" : "red", answer.words);
        }
        removeEventListener("beforeunload", guard);
        const taken = rows.filter(r => r.taken).length;
        say(taken + " of " + rows.length + " accepted");
        offer();
      }
    }

    function tell(r, tag, colour, words) {
      r.tag.textContent = tag;
      r.tag.className = "nhsuk-tag nhsuk-tag--" + colour;
      r.words.textContent = words || "";
    }
  }

  // one sends one practice its code by email.
  async function one(practice, again, checked) {
    const code = await program("code", practice);
    if (!code.ok) return {ok: false, words: code.sentence};
    const answer = await ask(path + "/mail", JSON.stringify({practice, code: code.code, again, checked}));
    if (!answer.ok) return {ok: false, words: answer.sentence};
    return {ok: true, taken: answer.taken, words: answer.people.map(p => p.name + ": " + p.said).join(" ")};
  }

  // lost: one practice's code again.
  async function lost() {
    const about = await task();
    if (!about.ok) return first(problem(about.sentence));
    const inputs = () => [
      select("practice", "Practice", "", about.roll.map(p => ({value: p.practice, text: p.name}))),
      select("way", "How is it given?", "", [{value: "letter", text: "A letter, which I print"}, {value: "mail", text: "An email (lower protection: this service and the mail provider could read it)"}]),
      checkbox("checked", "I have checked who is asking: I rang the practice on a number that I know"),
      ...fields()];
    const start = (wrong, before) => {
      show(wrong && problem(wrong.sentence, wrong.at), form("Give the code again", give, ...inputs()));
      if (!before) return;
      document.getElementById("practice").value = before.practice;
      document.getElementById("way").value = before.way;
      document.getElementById("checked").checked = before.checked;
    };
    first(form("Give the code again", give, ...inputs()));

    async function give() {
      const asked = {practice: value("practice"), way: value("way"), checked: document.getElementById("checked").checked};
      if (!asked.checked) return start({sentence: "Check first who is asking, and say that you did", at: "checked"}, asked);
      const now = await task();
      const wrong = now.ok ? await open(now) : {sentence: now.sentence};
      if (wrong) return start(wrong, asked);
      const practice = about.roll.find(p => p.practice === asked.practice);
      if (asked.way === "mail") {
        const answer = await one(asked.practice, true, true);
        if (!answer.ok || !answer.taken) return start({sentence: answer.words}, asked);
        return show(success("The code was sent again", practice.name), h("p", {}, answer.words), link("Continue", path));
      }
      const pdf = await program("letters", [asked.practice]);
      if (!pdf.ok) return start({sentence: pdf.sentence}, asked);
      const recorded = await record("again", [asked.practice], true);
      if (!recorded.ok) return start({sentence: recorded.sentence}, asked);
      const again = () => save(pdf.name, pdf.file, "application/pdf");
      again();
      show(success("The letter is ready", practice.name),
        h("p", {}, "The file " + pdf.name + " has been saved by your browser. Print it, and delete the file then."),
        h("p", {}, h("a", {href: "#", onclick: event => { event.preventDefault(); again(); }}, "Save the letter again")),
        link("Continue", path));
    }
  }

  if (supported()) ({make, letters, mail, lost})[element.dataset.registrar]();
  else first(h("p", {}, "This browser cannot handle voting codes: WebAssembly is missing or switched off, as in Lockdown Mode. Nothing has been done. Use another browser."));
})();
