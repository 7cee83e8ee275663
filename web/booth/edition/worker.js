// The worker in which the booth's program runs. The service puts a line in front
// of it that says where the program is:
//
//   const program = {loader: "…", wasm: "…", integrity: "sha256-…"};
//
// Only this worker's response allows WebAssembly; the page itself does not.
// Messages are {id, call, args}; answers {id, ok, …}. Nothing here sends anything
// but the two requests for the program.
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

// probe compiles the smallest module there is: some browsers know WebAssembly and
// do not allow it here.
async function probe() {
  await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  return {ok: true};
}

onmessage = async ({data: {id, call, args}}) => {
  try {
    if (call === "probe") {
      postMessage({id, ...await probe()});
      return;
    }
    await load();
    postMessage({id, ...(call === "load" ? {ok: true} : self.guildhallBooth[call](...args))});
  } catch (error) {
    loaded = undefined; // a failed download may be tried again
    postMessage({id, ok: false, broken: true, sentence: "The program that protects your vote could not be started. Nothing has been sent. Reload the page; if this stays, open the link on another device."});
  }
};
