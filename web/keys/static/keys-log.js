// What the browser of whoever decrypts keeps of the log for good: its key, its
// checkpoints, and the tallies that were decrypted. At the count the log is held
// against all of it.
"use strict";

(() => {
  const {h, program} = guildhallKeys;

  // The text is as the program writes it; empty if there is none.
  const logName = id => "guildhall-kept-" + id;
  function readLog(id) {
    try {
      return localStorage.getItem(logName(id)) || "";
    } catch (error) {
      return "";
    }
  }
  function writeLog(id, text) {
    try {
      localStorage.setItem(logName(id), text);
      return true;
    } catch (error) {
      return false; // a private window keeps nothing; there is the file
    }
  }

  // parsed is what was kept; undefined if it is damaged. Storage can be cut short or
  // edited, and no page may fail for it.
  function parsed(text) {
    const none = {key: "", checkpoints: [], tallies: {}}, texts = list => list.every(x => typeof x === "string");
    try {
      const read = JSON.parse(text || "{}"), found = {...none, ...read};
      if (!read || typeof read !== "object" || Array.isArray(read)) return undefined;
      found.checkpoints = found.checkpoints || [];
      found.tallies = found.tallies || {};
      return typeof found.key === "string" && Array.isArray(found.checkpoints) && texts(found.checkpoints) &&
        !Array.isArray(found.tallies) && texts(Object.values(found.tallies)) ? found : undefined;
    } catch (error) {
      return undefined;
    }
  }
  const hasCheckpoint = text => parsed(text)?.checkpoints.length > 0;

  // damagedLog is what a page says where the browser's storage is damaged; the file
  // that was saved takes its place.
  const damagedLog = text => parsed(text) ? "" : "What this browser kept of the log is damaged, most likely by the browser itself or its storage. Choose the checkpoint file that you saved.";

  // keepLog adds the checkpoint of a service's answer, and says whether that could
  // be kept.
  async function keepLog(id, answer) {
    const before = readLog(id);
    const kept = await program("keep", [parsed(before) ? before : "", answer.key, answer.checkpoint]);
    return kept.ok ? {ok: true, stored: writeLog(id, kept.kept)} : kept;
  }

  // remember keeps which tallies were decrypted: a second one is refused, since the
  // difference of two would show single votes.
  function remember(id, tallies) {
    const kept = parsed(readLog(id)) || {};
    writeLog(id, JSON.stringify({...kept, tallies: {...kept.tallies, ...tallies}}));
  }

  // withFile is what is kept together with a checkpoint from a file.
  const withFile = (text, checkpoint) => JSON.stringify({...parsed(text), checkpoints: [checkpoint]});

  // withCosigned adds what this browser cosigned last as a witness, if it did.
  function withCosigned(text) {
    try {
      const {log} = JSON.parse(localStorage.getItem("guildhall-witness") || "{}");
      const {note} = JSON.parse(log || "{}");
      if (!note) return parsed(text) ? text : "";
      const kept = parsed(text) || {};
      return JSON.stringify({...kept, checkpoints: [...kept.checkpoints || [], note]});
    } catch (error) {
      return parsed(text) ? text : ""; // what is damaged is said on the witness's own page
    }
  }

  // bundle fetches the whole public log; null if it cannot be had.
  async function bundle() {
    try {
      const response = await fetch("/bundle.zip", {cache: "no-store", credentials: "omit"});
      return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
    } catch (error) {
      return null;
    }
  }

  const plural = (n, one, many) => n + " " + (n === 1 ? one : many);

  // counted shows the numbers of a count, and who voted.
  const counted = found => [
    guildhallKeys.rows(found.contests.map(c => [c.name, `${plural(c.counted, "ballot counts", "ballots count")}, with ${plural(c.votes, "vote", "votes")}; ${plural(c.ballots, "ballot was", "ballots were")} cast in all`])
      .concat([["Held against", found.checkpoints ? plural(found.checkpoints, "checkpoint", "checkpoints") + " kept before" : "no checkpoint kept before"]])),
    found.reveals.length > 0 && h("h3", {class: "nhsuk-heading-s"}, "What these totals give away, measured here"),
    ...found.reveals.map(sentence => h("p", {}, sentence)),
    h("details", {class: "nhsuk-details"},
      h("summary", {class: "nhsuk-details__summary"}, h("span", {class: "nhsuk-details__summary-text"}, plural(found.practices.length, "practice", "practices") + " voted")),
      h("div", {class: "nhsuk-details__text"}, h("ul", {class: "nhsuk-list nhsuk-list--bullet"}, found.practices.map(name => h("li", {}, name)))))];

  Object.assign(guildhallKeys, {readLog, writeLog, keepLog, hasCheckpoint, damagedLog, withFile, withCosigned, remember, bundle, counted});
})();
