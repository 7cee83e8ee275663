// The parts of the key holder's panels, of nhsuk-frontend's classes. Text is
// always set as text.
"use strict";

(() => {
  function h(name, attributes, ...children) {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
      else e.setAttribute(key, value === true ? "" : value);
    }
    e.append(...children.flat(2).filter(c => c !== null && c !== undefined && c !== false && c !== ""));
    return e;
  }

  const heading = text => h("h2", {class: "nhsuk-heading-m", tabindex: "-1"}, text);
  const button = (text, act, more) => h("button", {class: "nhsuk-button", type: "button", onclick: act, ...more}, text);
  const link = (text, href) => h("p", {}, h("a", {class: "nhsuk-button", href}, text));
  const success = (title, ...content) => h("div", {class: "nhsuk-panel"}, h("h2", {class: "nhsuk-panel__heading", tabindex: "-1"}, title),
    h("div", {class: "nhsuk-panel__body"}, ...content));

  // problem is the error summary, above the panel's page. It leads to the field
  // with that identifier.
  const problem = (text, field = "key-file") => h("div", {class: "nhsuk-error-summary", tabindex: "-1"},
    h("div", {role: "alert"},
      h("h2", {class: "nhsuk-error-summary__heading"}, "There is a problem"),
      h("div", {class: "nhsuk-error-summary__body"}, h("ul", {class: "nhsuk-list nhsuk-error-summary__list"},
        h("li", {}, h("a", {href: "#" + field, onclick: event => { event.preventDefault(); document.getElementById(field)?.focus(); }}, text))))));

  // file asks for the key file; act gets its text.
  function file(label, name, verb, act) {
    const input = h("input", {class: "nhsuk-file-upload__input", id: "key-file", type: "file", accept: ".json,application/json", "aria-describedby": "key-file-hint"});
    return h("form", {novalidate: true, onsubmit: async event => {
      event.preventDefault();
      const chosen = input.files[0];
      act(chosen ? await (chosen.size > 1 << 16 ? "" : chosen.text()) : null);
    }},
      h("div", {class: "nhsuk-form-group nhsuk-file-upload"},
        h("label", {class: "nhsuk-label nhsuk-label--s", for: "key-file"}, label),
        h("div", {class: "nhsuk-hint", id: "key-file-hint"}, "The file is named " + name + ". It is read in this browser and not sent."),
        input),
      h("button", {class: "nhsuk-button", type: "submit"}, verb));
  }

  function save(name, text, type = "application/json") {
    const a = h("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
  }

  // rows is a summary list of keys and values.
  const rows = list => h("dl", {class: "nhsuk-summary-list"}, list.map(([key, ...value]) => h("div", {class: "nhsuk-summary-list__row"},
    h("dt", {class: "nhsuk-summary-list__key"}, key), h("dd", {class: "nhsuk-summary-list__value"}, ...value))));

  window.guildhallKeys = {h, heading, button, link, success, problem, file, save, rows};
})();
