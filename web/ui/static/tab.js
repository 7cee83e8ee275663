// What a tab keeps on the way to the booth: its own name, a text that ends with the
// tab. A persistent profile of Chromium 156 was searched: it stands in no file, unlike
// sessionStorage, history and addresses. Browsers clear it for foreign pages.
// Old browsers must understand this, so it is written as they did.
(function () {
  "use strict";

  var mark = "guildhall:";

  function all() {
    try {
      if (window.name.indexOf(mark) === 0) return JSON.parse(window.name.slice(mark.length)) || {};
    } catch (error) {
      // Not ours.
    }
    return {};
  }

  window.guildhallTab = {
    // isCode says whether a text is the shape of a voting code.
    isCode: function (text) { return /^[1-9A-HJ-NP-Za-km-z-]{22,30}$/.test(text); },
    get: function (key) { return all()[key] || {}; },
    set: function (key, value) {
      var kept = all();
      kept[key] = value;
      window.name = mark + JSON.stringify(kept);
    },
    // forget leaves nothing of ours in the tab. Keys of trustees, registrars and
    // witnesses are kept elsewhere, and stay.
    forget: function () {
      if (window.name.indexOf(mark) === 0) window.name = "";
    }
  };

  // A page that says that one has left says so truly.
  if (document.querySelector("[data-forget]")) window.guildhallTab.forget();
})();
