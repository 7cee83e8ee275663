// Puts what is of one service into the frame around the booth: whose elections
// these are, and the mark of a demonstration. The page itself knows neither, so
// that its bytes are the same everywhere.
"use strict";

// frame gives what follows the service's name in the tab's title.
booth.frame = ({body, demo}) => {
  const {h} = booth;
  if (body) {
    document.querySelector(".gh-brand__words").append(h("span", {class: "nhsuk-u-visually-hidden"}, ", "), h("span", {class: "gh-brand__body"}, body));
  }
  if (!demo) return body ? ", " + body : "";
  document.querySelector("header").after(h("aside", {class: "gh-demo", "aria-label": "Demonstration"},
    h("div", {class: "nhsuk-width-container gh-demo__row"},
      h("strong", {class: "nhsuk-tag nhsuk-tag--yellow gh-demo__tag"}, "Demonstration"),
      h("span", {class: "gh-demo__text"}, "The people here are invented."),
      h("a", {class: "gh-demo__link", href: demo.href}, demo.text))));
  return " demonstration";
};

// bare says what this page is to whoever opens it without an election, at the
// address at which its bytes can be compared.
booth.bare = place => {
  const {h, p} = booth;
  if (location.pathname !== "/booth/page.html") return false;
  place.removeAttribute("aria-busy");
  place.replaceChildren(h("h1", {class: "nhsuk-heading-l", tabindex: "-1"}, "The voting page"),
    p("This is the page on which votes are marked and locked, without an election. It is the same for every election and everybody."),
    p(h("a", {href: "/booth"}, "Check this page")), p(h("a", {href: "/"}, "Go to the elections")));
  return true;
};
