// Talks to the worker that locks votes. One worker for the page; each call is a
// promise of its answer, {ok, …} or {ok: false, sentence}.
"use strict";

(() => {
  let worker, next = 1;
  const waiting = new Map();

  function start() {
    worker = new Worker("/booth/worker.js");
    worker.onmessage = ({data}) => {
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    };
    worker.onerror = event => {
      event.preventDefault();
      for (const answer of waiting.values())
        answer({ok: false, broken: true, sentence: "The program that protects your vote could not be started. Nothing has been sent. Reload the page; if this stays, open the link on another device."});
      waiting.clear();
      worker = undefined;
    };
  }

  booth.engine = (call, ...args) => new Promise(resolve => {
    if (!worker) start();
    waiting.set(next, resolve);
    worker.postMessage({id: next++, call, args});
  });
})();
