// Runs on the pages between a letter and the first page of voting. The letter's
// address holds the voting code in its fragment, which no browser sends. The first
// page takes the code into the tab and leads on to an address without it; the
// others say that it has been read. Old browsers must understand this, so it is
// written as they did.
(function () {
  "use strict";

  var tab = window.guildhallTab, next = document.querySelector("[data-next]");
  var fragment = location.hash.slice(1);
  try {
    fragment = decodeURIComponent(fragment);
  } catch (error) {
    // Something on the way has damaged it: it is no code, and no reason to stop.
  }
  if (tab.isCode(fragment)) tab.set("letter", {code: fragment});
  if (next) {
    // First this: what the browser notes of its open pages is then without it.
    history.replaceState(null, "", location.pathname);
    location.replace(next.getAttribute("data-next"));
    return;
  }
  if (!tab.get("letter").code) return;
  var seen = document.getElementById("letter-code");
  if (seen) seen.hidden = false;
  var typed = document.getElementById("letter-typed");
  if (typed) typed.hidden = true;
})();
