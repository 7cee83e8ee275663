// What a witness's browser keeps, and how it reads the log.
"use strict";

(() => {
  const memory = "guildhall-witness";

  // kept is {log: what witnessSign gave to keep, keys: {person: {seed, key, public}}};
  // undefined if it is damaged.
  function kept() {
    try {
      const all = JSON.parse(localStorage.getItem(memory) || "{}");
      return {log: all.log || "", keys: all.keys || {}};
    } catch (error) {
      return undefined;
    }
  }

  // keep says whether it is kept: a private window may forget, or refuse.
  function keep(all) {
    try {
      const text = JSON.stringify(all);
      localStorage.setItem(memory, text);
      return localStorage.getItem(memory) === text;
    } catch (error) {
      return false;
    }
  }

  const forget = () => { try { localStorage.removeItem(memory); } catch (error) { /* there is nothing to forget */ } };

  // The log as anybody gets it: no cookie is sent.
  async function get(address) {
    const response = await fetch(address, {cache: "no-store", credentials: "omit"});
    if (!response.ok) throw new Error(address + ": status " + response.status);
    return response;
  }
  const key = async () => (await (await get("/key")).text()).trim();

  // The checkpoint first: the log only grows, so the lines that follow cover it.
  async function log() {
    const shown = {key: await key(), checkpoint: await (await get("/checkpoint")).text()};
    shown.lines = new Uint8Array(await (await get("/log.jsonl")).arrayBuffer());
    return shown;
  }

  window.guildhallWitness = {kept, keep, forget, key, log};
})();
