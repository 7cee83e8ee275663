// Makes the booth's pages of nhsuk-frontend's parts. Text is always set as text:
// nothing that the service sends becomes markup.
"use strict";

(() => {
  // h makes an element: attributes that are null or false are left out, those
  // that begin with "on" are listeners.
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

  const p = (...children) => h("p", {}, ...children);

  // paragraphs keeps the writer's own lines apart.
  const paragraphs = text => text.split(/\n+/).map(t => t.trim()).filter(Boolean).map(t => p(t));

  const button = (text, attributes) => h("button", {class: "nhsuk-button", type: "submit", ...attributes}, text);

  const inset = (...children) => h("div", {class: "nhsuk-inset-text"}, h("span", {class: "nhsuk-u-visually-hidden"}, "Information: "), ...children);

  const details = (summary, ...children) => h("details", {class: "nhsuk-details"},
    h("summary", {class: "nhsuk-details__summary"}, h("span", {class: "nhsuk-details__summary-text"}, summary)),
    h("div", {class: "nhsuk-details__text"}, ...children));

  const digest = text => h("span", {class: "gh-digest"}, text);

  // summary is a list of {key, value, change?}; change is what the link does.
  const summary = rows => h("dl", {class: "nhsuk-summary-list"}, rows.map(row =>
    h("div", {class: "nhsuk-summary-list__row" + (row.change ? "" : " nhsuk-summary-list__row--no-actions")},
      h("dt", {class: "nhsuk-summary-list__key"}, row.key),
      h("dd", {class: "nhsuk-summary-list__value"}, row.value),
      row.change && h("dd", {class: "nhsuk-summary-list__actions"},
        h("a", {class: "nhsuk-link", href: row.href, onclick: event => { event.preventDefault(); row.change(); }},
          "Change", h("span", {class: "nhsuk-u-visually-hidden"}, " your vote for " + row.key))))));

  // problem is the error summary; the link leads to the field.
  function problem(text, field) {
    const go = event => {
      event.preventDefault();
      const e = document.getElementById(field);
      e.focus();
      (e.closest("fieldset,.nhsuk-form-group") || e).scrollIntoView({block: "start"});
    };
    return h("div", {class: "nhsuk-error-summary", tabindex: "-1", id: "booth-problem"},
      h("div", {role: "alert"},
        h("h2", {class: "nhsuk-error-summary__heading"}, "There is a problem"),
        h("div", {class: "nhsuk-error-summary__body"},
          h("ul", {class: "nhsuk-list nhsuk-error-summary__list"},
            h("li", {}, field ? h("a", {href: "#" + field, onclick: go}, text) : text)))));
  }

  const errorMessage = (id, text) => h("span", {class: "nhsuk-error-message", id},
    h("span", {class: "nhsuk-u-visually-hidden"}, "Error: "), text);

  // input asks for one line: {id, label, hint, error, value, …attributes}.
  function input({id, label, hint, error, classes, ...attributes}) {
    const described = [hint && id + "-hint", error && id + "-error"].filter(Boolean).join(" ") || null;
    return h("div", {class: "nhsuk-form-group" + (error ? " nhsuk-form-group--error" : "")},
      h("label", {class: "nhsuk-label nhsuk-label--s", for: id}, label),
      hint && h("div", {class: "nhsuk-hint", id: id + "-hint"}, hint),
      error && errorMessage(id + "-error", error),
      h("input", {class: "nhsuk-input " + (classes || "") + (error ? " nhsuk-input--error" : ""), id, name: id, type: "text",
        spellcheck: "false", autocapitalize: "none", "aria-describedby": described, ...attributes}));
  }

  // sentence makes what programs say into a sentence.
  const sentence = text => {
    const s = String(text || "").trim();
    return s && s[0].toUpperCase() + s.slice(1) + (/[.?!”"]$/.test(s) ? "" : ".");
  };

  window.booth = {h, p, paragraphs, button, inset, details, digest, summary, problem, errorMessage, input, sentence};
})();
