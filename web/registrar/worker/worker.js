// The worker in which the registrar's program runs. The service puts a line in
// front of it that says where the program is:
//
//   const program = {loader: "…", wasm: "…", integrity: "sha256-…"};
//
// Messages are {id, call, args}; answers {id, ok, …}.
"use strict";

let loaded;

function load() {
  loaded ??= (async () => {
    importScripts(program.loader);
    const go = new Go();
    const ready = new Promise(resolve => { self.guildhallReady = resolve; });
    const response = await fetch(program.wasm, {integrity: program.integrity, credentials: "omit"});
    if (!response.ok) throw new Error("status " + response.status);
    const {instance} = await WebAssembly.instantiateStreaming(response, go.importObject);
    go.run(instance);
    await ready;
  })();
  return loaded;
}

onmessage = async ({data: {id, call, args}}) => {
  try {
    await load();
    postMessage({id, ...self.guildhallCodesProgram[call](...args)});
  } catch (error) {
    loaded = undefined;
    postMessage({id, ok: false, sentence: "The program for the voting codes could not be started. Nothing has been sent. Reload the page; if this stays, use another browser."});
  }
};
