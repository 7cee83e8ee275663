// Runs on the page before the booth, and in the booth: notes for this tab which
// voting link it is, and tells before Start whether this browser can protect a vote.
// Old browsers must understand it, so it is written as they did.
(function () {
  "use strict";

  // guildhallCheck calls back with true or false. A browser may know WebAssembly
  // and still refuse it, so a worker tries.
  window.guildhallCheck = function (done) {
    var crypt = window.crypto;
    if (typeof WebAssembly !== "object" || typeof WebAssembly.compile !== "function" || typeof Worker !== "function" ||
        typeof Promise !== "function" || typeof fetch !== "function" || typeof TextEncoder !== "function" ||
        !crypt || typeof crypt.getRandomValues !== "function") {
      done(false);
      return;
    }
    try {
      var worker = new Worker("/booth/worker.js");
      worker.onmessage = function (event) { worker.terminate(); done(event.data.ok === true); };
      worker.onerror = function (event) { event.preventDefault(); worker.terminate(); done(false); };
      worker.postMessage({id: 0, call: "probe"});
    } catch (error) {
      done(false);
    }
  };

  // guildhallCannot shows the notice in an element that is there and empty.
  window.guildhallCannot = function (place, address) {
    place.innerHTML = "";
    var card = add(place, "div", "nhsuk-card nhsuk-card--warning");
    var content = add(card, "div", "nhsuk-card__content");
    var title = add(content, "h2", "nhsuk-card__heading", "This browser cannot protect your vote");
    title.tabIndex = -1;
    add(content, "p", "", "Nothing has been sent. Open the link on another device: point its camera at this code, or type the address there.");
    var picture = window.guildhallQR ? window.guildhallQR(address) : null;
    if (picture) content.appendChild(picture);
    add(add(content, "p"), "span", "gh-digest", address);
    add(content, "p", "", "Lockdown Mode and browsers from before 2022 switch off what is needed. Nobody is told that you were here.");
    title.focus();
  };

  function add(parent, name, classes, text) {
    var e = document.createElement(name);
    if (classes) e.className = classes;
    if (text) e.textContent = text;
    parent.appendChild(e);
    return e;
  }

  var place = document.getElementById("booth-check");
  if (!place) return;
  var tab = window.guildhallTab, key = "booth:" + place.getAttribute("data-election");
  var link = place.getAttribute("data-link") || "", before = tab.get(key), code = tab.get("letter").code;
  tab.set("letter", {});
  if (!code && before.link === link) code = before.code;
  tab.set(key, {link: link, code: code});
  if (code) show("letter-read", "letter-wanted");

  function show(id, instead) {
    var there = document.getElementById(id), not = document.getElementById(instead);
    if (there) there.hidden = false;
    if (there && not) not.hidden = true;
  }

  window.guildhallCheck(function (able) {
    if (able) return;
    var start = document.getElementById("booth-start");
    if (start) start.hidden = true;
    window.guildhallCannot(place, location.origin + location.pathname);
  });
})();
