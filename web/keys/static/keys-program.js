// What every panel of the key holders' program does: call the program, speak with
// the service, and show one page after another.
"use strict";

(() => {
  const {h} = guildhallKeys;
  const noAnswer = "There is no answer from the service. Check your connection and try again.";

  // The worker with the program; each call is a promise of its answer.
  let worker, next = 1;
  const waiting = new Map();
  function program(call, args, progress, transfer = []) {
    if (!worker) {
      worker = new Worker("/keys/worker.js");
      worker.onmessage = ({data}) => {
        const w = waiting.get(data.id);
        if (data.progress !== undefined) return w.progress?.(data.progress);
        waiting.delete(data.id);
        w.resolve(data);
      };
      worker.onerror = event => {
        event.preventDefault();
        for (const w of waiting.values()) w.resolve({ok: false, sentence: "This browser cannot run the program for your key. Nothing has been sent. Use another browser."});
        waiting.clear();
        worker = undefined;
      };
    }
    return new Promise(resolve => {
      waiting.set(next, {resolve, progress});
      worker.postMessage({id: next++, call, args}, transfer);
    });
  }

  // counting is a call that checks every ballot: for as long as it lasts the worker
  // has others with the same program, one for each core but no more than eight.
  async function counting(call, args, progress, transfer) {
    const ready = await program("load", []);
    const cores = ready.ok ? Math.min(navigator.hardwareConcurrency || 1, 8) : 1;
    const helpers = [], ports = [];
    for (let i = 0; cores > 1 && i < cores; i++) {
      const {port1, port2} = new MessageChannel(), helper = new Worker("/keys/worker.js");
      helper.onerror = event => { event.preventDefault(); worker?.postMessage({lost: i}); };
      helper.postMessage({port: port1}, [port1]);
      helpers.push(helper);
      ports.push(port2);
    }
    worker?.postMessage({helpers: ports}, ports);
    try {
      return await program(call, args, progress, transfer);
    } finally {
      for (const helper of helpers) helper.terminate();
      worker?.postMessage({helpers: []});
    }
  }

  // ask speaks with the service; an answer that is none becomes a sentence.
  async function ask(address, body) {
    try {
      const response = await fetch(address, {method: body === undefined ? "GET" : "POST", body, cache: "no-store", credentials: "same-origin",
        headers: {Accept: "application/json", ...(body === undefined ? {} : {"Content-Type": "application/json"})}});
      const answer = await response.json();
      return response.ok ? {ok: true, ...answer} : {ok: false, sentence: answer.sentence || noAnswer};
    } catch (error) {
      return {ok: false, sentence: noAnswer};
    }
  }

  // stage is where a panel shows its pages.
  function stage(element) {
    const place = h("div"), says = h("p", {class: "nhsuk-u-visually-hidden", role: "status"});
    element.replaceChildren(place, says);
    return {
      show(...content) {
        place.replaceChildren(...content.flat().filter(Boolean));
        place.querySelector(".nhsuk-error-summary,h2[tabindex]")?.focus();
      },
      first(...content) { place.replaceChildren(...content.flat().filter(Boolean)); },
      say(text) { says.textContent = text; },
    };
  }

  const guard = event => { event.preventDefault(); event.returnValue = ""; };

  const supported = () => typeof WebAssembly === "object" && typeof Worker === "function";
  const cannot = () => h("p", {}, "This browser cannot handle a key: WebAssembly is missing or switched off, as in Lockdown Mode. Nothing has been done. Use another browser.");

  Object.assign(guildhallKeys, {program, counting, ask, stage, guard, supported, cannot, noAnswer});
})();
