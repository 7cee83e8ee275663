// Sends a vote until there is an answer. The bytes are made once; whatever goes
// wrong on the way, the very same bytes go again, and the service answers them as
// it did the first time.
"use strict";

(() => {
  const pauses = [1, 2, 4, 8, 15, 30]; // seconds; the last one again and again
  const patience = 30; // seconds for one answer

  // ask gives the service's answer, or null if there is none or none that can be
  // relied on: the vote may or may not have been recorded then.
  async function ask(address, body) {
    const control = new AbortController();
    const clock = setTimeout(() => control.abort(), patience * 1000);
    try {
      const response = await fetch(address, {method: "POST", body, signal: control.signal, cache: "no-store",
        credentials: "same-origin", headers: {"Content-Type": "application/json", "Accept": "application/json"}});
      const answer = await response.json();
      const told = answer && (answer.ok === true || typeof answer.sentence === "string");
      return told && response.status < 500 && response.status !== 429 ? answer : null;
    } catch (error) {
      return null;
    } finally {
      clearTimeout(clock);
    }
  }

  const wait = seconds => new Promise(resolve => {
    const clock = setTimeout(done, seconds * 1000 * (booth.hurry || 1));
    addEventListener("online", done, {once: true}); // the network is back: at once
    function done() {
      clearTimeout(clock);
      removeEventListener("online", done);
      resolve();
    }
  });

  const leaving = event => { event.preventDefault(); event.returnValue = ""; };

  // send repeats until an answer comes; unsure is called before each repetition.
  booth.send = async (address, body, unsure) => {
    addEventListener("beforeunload", leaving);
    try {
      for (let tries = 0; ; tries++) {
        const answer = await ask(address, body);
        if (answer) return answer;
        unsure(tries + 1);
        await wait(pauses[Math.min(tries, pauses.length - 1)]);
      }
    } finally {
      removeEventListener("beforeunload", leaving);
    }
  };

  // once asks for something that is not a vote, so that it need not be repeated.
  booth.once = async (address, value) => await ask(address, JSON.stringify(value)) ||
    {ok: false, sentence: "There is no answer from the service. Check your connection and try again."};
})();
