// The worker in which the key holder's program runs. The service puts a line in
// front of it that says where the program is:
//
//   const program = {loader: "…", wasm: "…", integrity: "sha256-…"};
//
// Messages are {id, call, args}; answers {id, ok, …}, before them {id, progress}.
// {port} makes this worker a helper of another one, which calls it through the port;
// {helpers} gives this one its helpers, and {lost} says that one of them has ended.
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

async function act({id, call, args}, answer) {
  try {
    await load();
    if (call === "load") {
      answer({id, ok: true});
    } else if (self.guildhallKeysProgram.slow[call]) {
      self.guildhallKeysProgram[call](...args, progress => answer({id, progress}), found => answer({id, ...found}));
    } else {
      answer({id, ...self.guildhallKeysProgram[call](...args)});
    }
  } catch (error) {
    loaded = undefined;
    answer({id, ok: false, lost: true, sentence: "The program for your key could not be started. Nothing has been sent. Reload the page; if this stays, use another browser."});
  }
}

// Each helper is {port, waiting}: by the number of a call, who waits for its answer.
let next = 1, turn = 0;
self.guildhallHelpers = [];

function ask(helper, done, call, args) {
  if (!helper.port) return done({ok: false, lost: true});
  helper.waiting.set(next, done);
  helper.port.postMessage({id: next++, call, args});
}
self.guildhallHelpAll = (call, ...args) => self.guildhallHelpers.forEach(helper => ask(helper, () => {}, call, args));
self.guildhallHelp = (done, call, ...args) => ask(self.guildhallHelpers[turn++ % self.guildhallHelpers.length], done, call, args);

function helped(port) {
  const helper = {port, waiting: new Map()};
  port.onmessage = ({data}) => {
    const done = helper.waiting.get(data.id);
    helper.waiting.delete(data.id);
    done?.(data);
  };
  return helper;
}

function lose(helper) {
  helper.port = null;
  for (const done of helper.waiting.values()) setTimeout(done, 0, {ok: false, lost: true});
  helper.waiting.clear();
}

onmessage = ({data}) => {
  if (data.port) data.port.onmessage = message => act(message.data, answer => data.port.postMessage(answer));
  else if (data.helpers) self.guildhallHelpers = data.helpers.map(helped);
  else if (data.lost !== undefined) lose(self.guildhallHelpers[data.lost]);
  else act(data, answer => postMessage(answer));
};
