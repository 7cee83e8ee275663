// The parts of a trustee's pages, and what this tab keeps: the phrase, only until
// the key is ready.
"use strict";

(() => {
  const {h, rows} = guildhallKeys;

  // tab is what this tab remembers of one ceremony: {phrase, sent, written, agreed}.
  function tab(id) {
    const name = "guildhall-trustee-" + id;
    let kept = {};
    try {
      const found = JSON.parse(sessionStorage.getItem(name) || "{}");
      if (found && typeof found === "object") kept = found;
    } catch (error) {
      // Without storage, or where it is damaged, the phrase lives as long as the page.
    }
    const write = () => {
      try {
        sessionStorage.setItem(name, JSON.stringify(kept));
      } catch (error) {
        // As above.
      }
    };
    return {
      get: key => kept[key],
      set(key, value) { kept[key] = value; write(); },
      forget() { kept = {sent: kept.sent}; write(); }, // but not that a key was made
    };
  }

  // phraseForm asks for the recovery phrase. more are further fields.
  function phraseForm(verb, act, ...more) {
    const input = h("input", {class: "nhsuk-input gh-code", id: "phrase", name: "phrase", type: "text", autocomplete: "off", autocapitalize: "none",
      autocorrect: "off", spellcheck: "false", "aria-describedby": "phrase-hint"});
    return h("form", {novalidate: true, onsubmit: event => { event.preventDefault(); act(input.value); }},
      h("div", {class: "nhsuk-form-group"},
        h("label", {class: "nhsuk-label nhsuk-label--s", for: "phrase"}, "Your recovery phrase"),
        h("div", {class: "nhsuk-hint", id: "phrase-hint"}, "22 letters and digits, as you wrote them down. They stay in this browser."),
        input),
      ...more,
      h("button", {class: "nhsuk-button", type: "submit"}, verb));
  }

  const tag = (text, colour) => h("strong", {class: "nhsuk-tag" + (colour ? " nhsuk-tag--" + colour : "")}, text);

  // members shows who has done what.
  function members(task) {
    const state = m => m.decrypted ? tag("Has decrypted", "green") : m.proved ? tag("Has proved the phrase", "green") :
      m.output ? tag("Key ready", "green") : m.polynomial ? tag("Words agreed", "aqua-green") :
      m.certificate ? tag("Key begun", "blue") : tag("Not here yet", "grey");
    return [h("h3", {class: "nhsuk-heading-s"}, "The trustees"),
      rows((task.trustees || []).map((m, i) => [m.name + (i + 1 === task.seat ? " (you)" : ""), state(m)]))];
  }

  // slip tells that the phrase was mended.
  const slip = phrase => h("div", {class: "nhsuk-inset-text"}, h("p", {}, "There was a slip in what you typed, which has been put right. Mend your note: the phrase is ",
    h("span", {class: "gh-phrase"}, phrase), "."));

  Object.assign(guildhallKeys, {tab, phraseForm, tag, members, slip});
})();
