// A trustee's page: it asks the service what the next round is, answers it in this
// browser, and asks again. The phrase is never sent.
"use strict";

(() => {
  const {h, heading, button, success, problem, program, ask, stage, supported, cannot, tab, phraseForm, members, rows, slip, prove, decrypt} = guildhallKeys;

  function sit(element) {
    const {show, first, say} = stage(element);
    if (!supported()) return first(cannot());
    const id = element.dataset.election, base = element.dataset.back, memory = tab(id);
    let task, text, shown, timer;

    // look asks for the task, and shows another page if it is another one.
    async function look(again) {
      clearTimeout(timer);
      const answer = await ask(base + "/task.json");
      if (!answer.ok) {
        if (shown === undefined || again) show(problem(answer.sentence), button("Try again", () => look(true)));
        else timer = setTimeout(look, 2000);
        return;
      }
      delete answer.ok;
      const now = JSON.stringify(answer);
      if (now !== shown || again) {
        const round = task?.round, opening = shown === undefined;
        task = answer;
        text = shown = now;
        if (round !== task.round || again || task.round === "wait" || task.round === "done") await render(!opening && round !== task.round);
      }
      // The same trustee may go on in another tab, or at another device.
      if (task.round === "wait") timer = setTimeout(look, ready() ? 15000 : 2000);
      else if (!["proof", "decrypt", "done"].includes(task.round)) timer = setTimeout(look, 5000);
    }

    const ready = () => task.trustees.every(m => m.output);

    const rounds = {certificate, polynomial, output, proof: prove, decrypt, wait, done};
    const context = () => ({id, base, task, text, show, first, say, look, memory});
    async function render(moved) {
      const put = moved ? show : first;
      try {
        if (await unwritten()) return reveal(put);
        return await rounds[task.round](put, context());
      } catch (error) {
        show(problem("This page could not go on. Nothing was sent. Try again; if that does not help, use another browser."), button("Try again", () => look(true)));
        throw error;
      }
    }

    // unwritten says whether the phrase of this tab is the key's that the service
    // shows in this trustee's place, and has not been written down yet. A phrase whose
    // key was not taken, because another tab made one first, is shown to nobody.
    async function unwritten() {
      if (!memory.get("phrase") || memory.get("written") || ready() || task.round === "certificate") return false;
      return (await program("trusteeTyped", [text, memory.get("phrase")])).ok;
    }

    // phrase gives the phrase from this tab, if it is the one of the key that the
    // service shows; otherwise it is typed, and then comes back to where it was.
    async function phrase(put, why) {
      if (memory.get("phrase")) {
        const known = await program("trusteeTyped", [text, memory.get("phrase")]);
        if (known.ok) return known.phrase;
        if (memory.get("written")) why = "In your place stands another key than the one that was made in this tab. If you have made a new key on another device, type its phrase. If not, stop here, and tell the returning officer and the other trustees by telephone.";
      }
      const form = error => put(error && problem(error, "phrase"), heading("Type your recovery phrase to go on"), h("p", {}, why),
        phraseForm("Go on", async value => {
          const answer = await program("trusteeTyped", [text, value]);
          if (!answer.ok) { put = show; return form(answer.sentence); }
          memory.set("phrase", answer.phrase);
          memory.set("written", true); // it was read from the paper
          if (answer.mended) return show(heading("Mend your note"), slip(answer.phrase), button("Go on", () => render(true)));
          render(true);
        }), members(task));
      form();
      return null;
    }

    // send gives an answer to the service; a refusal is shown with a way on.
    async function send(call, words, again) {
      const answer = await program("trusteeAnswer", [text, call, words]);
      if (!answer.ok) return failed(answer.sentence, again);
      const given = await ask(base + "/answer", answer.answer);
      if (!given.ok) return failed(given.sentence, again);
      return given;
    }

    function failed(sentence, again) {
      show(problem(sentence, "again"), button("Try again", again || (() => look(true)), {id: "again"}), members(task));
      return null;
    }

    // The first round: a phrase is drawn, its certificate sent, and, once that stands
    // in the log, the phrase shown: what is written down is then no void one.
    async function certificate(put) {
      const restarted = memory.get("sent");
      if (restarted) memory.forget();
      put(restarted && h("div", {class: "nhsuk-inset-text"}, h("p", {}, "The key ceremony was started again. Make a new key; the phrase that you had is of no use any more.")),
        heading("Make your key"),
        h("p", {}, "Do this when all trustees are ready, in one sitting, while you are on the telephone together. It takes about five minutes. Have pen and paper at hand."),
        button("Make my key", async event => {
          event.target.disabled = true;
          say("Making your key");
          if (!memory.get("phrase")) {
            const made = await program("trusteePhrase", []);
            if (!made.ok) return failed(made.sentence);
            memory.set("phrase", made.phrase);
          }
          if (!await send(memory.get("phrase"), "")) return;
          memory.set("sent", true);
          look(true);
        }), members(task));
    }

    function reveal(put) {
      put(heading("Your recovery phrase"),
        h("p", {class: "gh-phrase gh-phrase--large"}, memory.get("phrase")),
        h("p", {}, "Write it down on paper now, and put the paper where only you can get at it. You need it twice: to prove before the poll that you kept it, and to decrypt after the close. Capital and small letters matter."),
        h("p", {}, h("strong", {}, "It is shown only now. "), "It stays in this browser: this service never sees it, and nobody can replace it. Tell it to nobody, and do not take a picture of it."),
        button("I have written it down", () => {
          memory.set("written", true);
          look(true);
        }));
    }

    // The second round: words are compared by voice, then the rest runs by itself.
    async function polynomial(put) {
      const secret = await phrase(put, "Everybody has made a key. Before you compare the words, this browser needs your phrase.");
      if (!secret) return;
      const words = await program("trusteeWords", [text, secret]);
      if (!words.ok) return failed(words.sentence);
      if (memory.get("agreed") === words.all) return agree();
      put(heading("Compare these words by telephone"),
        h("p", {}, "Each trustee reads out the words of their own key; the others compare them with what they see. They must be the same on every screen."),
        rows(words.each.map((w, i) => [task.trustees[i].name + (i + 1 === task.seat ? " (you)" : ""), h("span", {class: "gh-words"}, w)])),
        h("p", {}, "Then one of you reads out the words of the whole list:"),
        h("p", {class: "gh-words gh-words--all"}, words.all),
        h("div", {class: "nhsuk-button-group"},
          button("The words are the same", event => {
            event.target.disabled = true;
            memory.set("agreed", words.all);
            agree();
          }),
          button("They differ", differ, {class: "nhsuk-button nhsuk-button--secondary"})));

      async function agree() {
        say("Sending shares to the other trustees");
        if (await send(secret, words.all)) look(true);
      }
    }

    function differ() {
      show(heading("Stop here"),
        h("p", {}, "If the words differ, somebody has put another key in the place of a trustee’s. Nothing has been lost, and nothing that you did can be misused."),
        h("ol", {class: "nhsuk-list nhsuk-list--number"},
          h("li", {}, "Read the words once more, slowly. A slip of the tongue is the most common cause."),
          h("li", {}, "If they still differ, none of you presses “The words are the same”."),
          h("li", {}, "Ring the returning officer, who starts the key ceremony again and finds out why.")),
        button("Look at the words again", () => look(true)));
    }

    // The third round runs by itself.
    async function output(put) {
      const secret = await phrase(put, "Everybody has agreed on the words. To make your part of the key, this browser needs your phrase.");
      if (!secret) return;
      put(heading("Making your part of the key"), h("p", {}, "This takes a moment."));
      if (await send(secret, "")) look(true);
    }

    // wait shows who is waited for; what it shows may change under the reader.
    function wait(put) {
      const begun = task.trustees[task.seat - 1].certificate;
      if (ready()) memory.forget(); // the phrase is on paper now
      const about = h("p", {role: "status"}, task.why);
      if (ready() && !task.trustees.some(m => m.proved || m.decrypted)) {
        return put(success("Your key is ready", "Keep your recovery phrase."), about, members(task));
      }
      put(heading(begun && !ready() ? "Keep this page open" : "Nothing to do now"), about, members(task));
    }

    function done(put) {
      memory.forget();
      put(heading("Nothing more is needed"), h("p", {}, task.why), members(task));
    }

    look();
  }

  for (const element of document.querySelectorAll('[data-keys="trustee"]')) sit(element);
})();
