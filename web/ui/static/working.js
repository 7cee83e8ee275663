// What takes the service longer than a visitor waits is worked out meanwhile: a page
// marks that part of itself with data-working, and this fetches the part again until
// it is there. Without this script the page has a link or a button that does the same.
"use strict";
(() => {
  const every = 2000; // milliseconds
  const patience = 300; // times

  // Nothing is replaced under somebody's hands.
  const busy = (part) => part.contains(document.activeElement) || [...part.querySelectorAll("textarea")].some((t) => t.value !== "");

  const again = async (part, left) => {
    const form = part.dataset.form && document.getElementById(part.dataset.form);
    let fresh, state;
    try {
      const answer = form
        ? await fetch(form.action, { method: "POST", body: new FormData(form) })
        : await fetch(location.href);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      fresh = page.getElementById(part.id);
      state = page.getElementById(part.id + "-state");
    } catch {
      // The next time may do; the link is still there.
    }
    if (fresh && !busy(part)) {
      const told = document.getElementById(part.id + "-state");
      if (told && state && told.textContent !== state.textContent) told.textContent = state.textContent;
      part.replaceWith(fresh);
      part = fresh;
    }
    if ("working" in part.dataset && left > 0) setTimeout(again, every, part, left - 1);
  };

  for (const part of document.querySelectorAll("[data-working]")) setTimeout(again, every, part, patience);
})();
