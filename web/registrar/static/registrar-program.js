// The registrar's program and the parts of the registrar's panels. The program
// runs in a worker; an opened file stays in the worker's memory until the page is
// left.
"use strict";

(() => {
  const {h} = guildhallKeys;

  let worker, next = 1;
  const waiting = new Map();
  function program(call, ...args) {
    if (!worker) {
      worker = new Worker("/codes/worker.js");
      worker.onmessage = ({data}) => {
        const resolve = waiting.get(data.id);
        waiting.delete(data.id);
        resolve(data);
      };
      worker.onerror = event => {
        event.preventDefault();
        for (const resolve of waiting.values()) resolve({ok: false, sentence: "This browser cannot run the program for the voting codes. Nothing has been sent. Use another browser."});
        waiting.clear();
        worker = undefined;
      };
    }
    return new Promise(resolve => {
      waiting.set(next, resolve);
      worker.postMessage({id: next++, call, args});
    });
  }

  // problem is the error summary; at is the field that it is about.
  const problem = (text, at) => h("div", {class: "nhsuk-error-summary", tabindex: "-1"},
    h("div", {role: "alert"},
      h("h2", {class: "nhsuk-error-summary__heading"}, "There is a problem"),
      h("div", {class: "nhsuk-error-summary__body"}, h("ul", {class: "nhsuk-list nhsuk-error-summary__list"},
        h("li", {}, at ? h("a", {href: "#" + at, onclick: event => { event.preventDefault(); document.getElementById(at)?.focus(); }}, text) : text)))));

  const group = (id, label, hint, ...fields) => h("div", {class: "nhsuk-form-group"},
    h("label", {class: "nhsuk-label nhsuk-label--s", for: id}, label),
    hint && h("div", {class: "nhsuk-hint", id: id + "-hint"}, hint), ...fields);

  const input = (id, label, hint, more) => group(id, label, hint,
    h("input", {class: "nhsuk-input gh-code", id, name: id, autocomplete: "off", autocapitalize: "none", spellcheck: "false", "aria-describedby": hint && id + "-hint", ...more}));

  const file = (id, label, hint) => group(id, label, hint,
    h("input", {class: "nhsuk-file-upload__input", id, type: "file", accept: ".age", "aria-describedby": id + "-hint"}));

  const checkbox = (id, label) => h("div", {class: "nhsuk-form-group"}, h("div", {class: "nhsuk-checkboxes"}, h("div", {class: "nhsuk-checkboxes__item"},
    h("input", {class: "nhsuk-checkboxes__input", id, type: "checkbox"}), h("label", {class: "nhsuk-label nhsuk-checkboxes__label", for: id}, label))));

  const select = (id, label, hint, items) => group(id, label, hint,
    h("select", {class: "nhsuk-select", id, "aria-describedby": hint && id + "-hint"}, items.map(i => h("option", {value: i.value}, i.text))));

  const form = (verb, act, ...fields) => h("form", {novalidate: true, onsubmit: event => { event.preventDefault(); act(); }},
    ...fields, h("button", {class: "nhsuk-button", type: "submit"}, verb));

  // save hands a file to whoever sits here.
  function save(name, content, type) {
    const a = h("a", {href: URL.createObjectURL(new Blob([content], {type})), download: name});
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 60000);
  }

  // chosen is the text of a file that was chosen; null for none.
  async function chosen(id) {
    const f = document.getElementById(id).files[0];
    return f ? (f.size > 1 << 22 ? "" : f.text()) : null;
  }

  const value = id => document.getElementById(id).value;

  window.guildhallRegistrar = {program, problem, input, file, checkbox, select, form, save, chosen, value};
})();
