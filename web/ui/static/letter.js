// Runs on the pages between a letter and the first page of voting. The letter's
// address holds the voting code in its fragment, which no browser sends. The code
// is taken out of the address bar and rides along in the fragment of the next
// page's address. Old browsers must understand it, so it is written as they did.
(function () {
  "use strict";

  var key = "guildhall-letter", code = "";
  var fragment = location.hash.slice(1);
  try {
    fragment = decodeURIComponent(fragment);
  } catch (error) {
    // Something on the way has damaged it: it is no code, and no reason to stop.
  }
  var whole = /^[1-9A-HJ-NP-Za-km-z-]{22,30}$/.test(fragment);
  try {
    code = whole ? fragment : sessionStorage.getItem(key) || "";
    if (whole) sessionStorage.setItem(key, code);
  } catch (error) {
    code = whole ? fragment : ""; // a browser that keeps nothing
  }
  if (whole) history.replaceState(null, "", location.pathname + location.search);
  if (!code) return;
  var seen = document.getElementById("letter-code");
  if (seen) seen.hidden = false;
  var typed = document.getElementById("letter-typed");
  if (typed) typed.hidden = true;
  var all = document.querySelectorAll("[data-letter]");
  for (var i = 0; i < all.length; i++) {
    var name = all[i].tagName === "FORM" ? "action" : "href";
    all[i].setAttribute(name, all[i].getAttribute(name).split("#")[0] + "#" + code);
    all[i].addEventListener("submit", forget);
  }
  // From the next page on the address carries it; nobody who uses this tab later
  // shall find it here.
  function forget() {
    try {
      sessionStorage.removeItem(key);
    } catch (error) {
      // Nothing was kept.
    }
  }
})();
