// The booth: one document, its pages changed in place. Choices live in this
// script's memory alone, and so does the code that the service gives to whoever has
// started; a letter's code is the tab's until the vote is cast.
"use strict";

(() => {
  const {pages, engine, sentence} = booth;
  const id = decodeURIComponent(location.pathname.split("/")[2] || "");
  const tab = guildhallTab, kept = "booth:" + id;
  const place = document.getElementById("booth");
  const says = document.getElementById("booth-says");
  let service = document.title.slice(document.title.indexOf(" – "));

  let poll, voter = {}, current = {};
  let choices = []; // by post: 0 for none, else the candidate's place; undefined when not chosen
  let locked = null; // the vote that was locked for these choices, neither cast nor opened: {of, trackers}
  let locks = 0;     // how many were asked for
  let made = null;  // the vote that is on its way: {of, body, trackers}
  let spent = null; // the vote that was opened last: {name, file, trackers, told}
  let receipt = null; // what the service said once the vote was recorded
  let proof = null;   // a promise of the receipt's text, empty if it could not be fetched
  let over = null;    // a refusal after which nothing can be done here
  let sending = false;

  // show puts a page in place: the title, the heading's focus, the start of it.
  function show(page, quiet) {
    document.title = (page.content.some(e => e && e.id === "booth-problem") ? "Error: " : "") + page.title + service;
    place.replaceChildren(...page.content.filter(Boolean));
    place.removeAttribute("aria-busy");
    if (quiet) return;
    scrollTo(0, 0);
    (document.getElementById("booth-problem") || place.querySelector("h1,h2[tabindex]"))?.focus({preventScroll: true});
  }

  const say = text => { says.textContent = text; };

  // The pages have names: the identifier of a post, or one of these. A post's
  // page is kept apart from them by its prefix.
  const post = i => "post-" + poll.posts[i].post;
  const index = name => poll.posts.findIndex(p => "post-" + p.post === name);
  const unanswered = () => poll.posts.findIndex((_, i) => choices[i] === undefined);

  // go turns to a page as a step of the browser's history.
  function go(name, more) {
    history.pushState({page: name, deep: true}, "", "#" + name);
    turn(name, more);
  }

  // turn shows the page of that name, or the one that must come before it.
  function turn(name, {error, value} = {}) {
    say("");
    if (receipt) return show(pages.done({poll, voter, answer: receipt, error, save, leave}));
    if (over) return show(pages.refused(over));
    if (sending) return;
    if (name === "code" || !voter.ready) {
      current = {name: "code"};
      return show(pages.code({poll, error, value, submit: enterCode, goBack: voter.ready && goBack}));
    }
    if (name === "opened" && spent) {
      current = {name};
      return show(pages.opened({poll, ...spent, tell, save: keepOpened, again: () => go(post(0))}));
    }
    if (name === "confirm" && made?.of === String(choices) && voter.sent) {
      current = {name};
      return show(pages.number({sent: voter.sent, error, submit: confirm, again: askNumber, goBack}));
    }
    let i = index(name);
    if (i < 0 && unanswered() >= 0) i = unanswered();
    if (i < 0) return check(name, error);
    current = {name: post(i)};
    show(pages.post({poll, voter, post: poll.posts[i], number: i + 1, of: poll.posts.length, choice: choices[i], error,
      goBack: history.state?.deep ? goBack : null, submit: choice => choose(i, choice)}));
  }

  const goBack = () => history.back();

  // check shows the votes once they are locked. The page before stays until then;
  // who has gone back meanwhile, or chosen otherwise, is left alone.
  async function check(name, error) {
    current = {name: "check"};
    if (locked?.of !== String(choices)) {
      name = "check"; // nobody opens a vote whose trackers were not shown before
      locked = null;
      const of = String(choices), turns = ++locks;
      say("Locking your votes");
      const answer = await engine("lock", voter.code, poll.known, choices);
      if (turns !== locks) return;
      if (answer.ok) locked = {of, trackers: answer.trackers};
      else error = sentence(answer.sentence);
      if (current.name !== "check" || of !== String(choices)) return;
      say("");
    }
    if (name === "truth") {
      current = {name};
      return show(pages.truth({choices: poll.posts.map((_, i) => named(i)), open: challenge, goBack}));
    }
    show(pages.check({poll, voter, choices, trackers: locked?.trackers, error, cast, goBack, check: () => go("truth"),
      again: () => turn("check"), change: i => go(post(i), {change: true})}));
  }

  // named is what is chosen for a post, in words.
  const named = i => poll.posts[i].name + ": " + (choices[i] === 0 ? booth.none : poll.posts[i].candidates[choices[i] - 1].name);

  function choose(i, choice) {
    if (current.name !== post(i)) return; // pressed twice, while the votes are being locked
    if (choice === null) return turn(post(i), {error: "Choose a candidate, or “I do not want to vote for this post”"});
    const changed = unanswered() < 0; // came from the check page
    choices[i] = choice;
    if (changed || i + 1 === poll.posts.length) go("check");
    else go(post(i + 1));
  }

  addEventListener("popstate", event => {
    if (!poll || location.hash === "#maincontent") return;
    keep(); // what is marked on the page that is left
    turn(event.state?.page || post(0));
  });

  // keep takes over a mark that was made without Continue, so that Back loses
  // nothing.
  function keep() {
    const i = current.name ? index(current.name) : -1;
    const picked = place.querySelector("input[type=radio]:checked");
    if (i >= 0 && picked) choices[i] = Number(picked.value);
  }

  async function enterCode(text) {
    say("Checking the code");
    const answer = await engine("code", text, poll.known);
    if (!answer.ok) return turn("code", {error: sentence(answer.sentence), value: text});
    voter.code = text;
    voter.ready = true;
    locked = null; // it was signed with the code before
    remember();
    go(unanswered() < 0 ? "check" : post(Math.max(0, unanswered())));
  }

  function remember() {
    tab.set(kept, {code: voter.code, link: voter.link});
  }

  // cast sends the vote that was locked. From here on nothing can open it.
  async function cast() {
    if (sending || !locked) return;
    sending = true;
    say("Casting your vote");
    show(pages.sending({poll}));
    const {of, trackers} = locked;
    locked = null;
    const given = await engine("cast");
    if (!given.ok) {
      sending = false;
      return turn("check", {error: sentence(given.sentence)});
    }
    made = {of, body: JSON.stringify({practice: voter.practice || "", ballots: given.ballots}), trackers};
    await deliver();
  }

  // challenge opens the vote that was locked instead of casting it. The service is
  // told which one, so that it can never be cast; never what is in it. The choices
  // are forgotten: invented ones must not be cast by mistake.
  async function challenge() {
    if (sending || !locked) return;
    sending = true;
    say("Opening the vote");
    const {trackers} = locked;
    locked = null;
    const answer = await engine("challenge");
    if (!answer.ok) {
      sending = false;
      return turn("check", {error: sentence(answer.sentence)});
    }
    choices = [];
    made = null;
    spent = {name: "opened-vote-" + id + ".json", file: answer.file, trackers};
    keepOpened();
    history.replaceState({page: "opened", deep: true}, "", "#opened");
    await tell();
  }

  // tell says to the service which vote was opened. It answers the same again.
  async function tell() {
    sending = true;
    spent.told = await booth.once("/spent/" + id, {practice: voter.practice || "", trackers: spent.trackers});
    sending = false;
    turn("opened");
  }

  const keepOpened = () => booth.keepFile(spent.name, "application/json", spent.file);

  // deliver sends the vote that was made, the same bytes each time.
  async function deliver() {
    sending = true;
    const answer = await booth.send("/cast/" + id, made.body, tries => {
      say(tries === 1 ? "We do not know yet. Checking." : "Still checking.");
      show(pages.sending({poll, tries}), tries > 1);
    });
    sending = false;
    if (answer.ok) return finish(answer);
    switch (answer.needs) {
    case "number":
      return askNumber();
    case "code":
      voter.ready = false;
      return go("code", {error: answer.sentence, value: voter.code});
    case "nothing":
      clear();
      over = {poll, title: answer.title || "Your vote was not counted", text: answer.sentence};
      return show(pages.refused(over));
    }
    go("check", {error: sentence(answer.sentence)});
  }

  // finish: the service has said that the vote is recorded. It must be this one.
  function finish(answer) {
    const mine = answer.trackers.length === made.trackers.length && answer.trackers.every((t, i) => t.tracker === made.trackers[i]);
    if (!mine) {
      over = {poll, title: "Something is wrong", text: "The service answered for another vote than yours. Do not close this page; ring the returning officer."};
      return show(pages.refused(over));
    }
    receipt = answer;
    proof = fetchReceipt(); // of now, before anything could be changed
    clear();
    go("done");
  }

  // clear forgets choices and code, also for whoever uses this tab next.
  function clear() {
    choices = [];
    locked = made = spent = null;
    voter.code = "";
    tab.forget();
  }

  // leave goes to the page that says that this computer may be left. Nothing of the
  // vote stays here, for whoever presses Back.
  function leave() {
    clear();
    receipt = proof = poll = null;
    place.replaceChildren();
    location.replace("/signed-out");
  }
  addEventListener("pageshow", event => { if (event.persisted && !poll) location.reload(); });

  async function askNumber() {
    if (!voter.link) return go("check", {error: "You are not signed in in this browser. Open the link in your voting email in another tab and press Start there; then come back to this tab, where your votes are kept, and cast again."});
    const answer = await booth.once("/v/" + voter.link + "/number", {});
    voter.sent = sentence(answer.sentence);
    if (current.name === "confirm") turn("confirm");
    else go("confirm");
  }

  async function confirm(number) {
    if (!/^\s*(\d[\s-]*){6}$/.test(number)) return turn("confirm", {error: "Enter the 6 digits of the number in our email"});
    say("Checking the number");
    const answer = await booth.once("/v/" + voter.link + "/confirm", {number: number.replace(/\D/g, "")});
    if (!answer.ok) return turn("confirm", {error: sentence(answer.sentence)});
    show(pages.sending({poll}));
    await deliver();
  }

  // fetchReceipt asks for the receipt: the public proof, signed by the service, that
  // the log holds this vote. Anybody gets the same bytes, so no cookie goes along.
  async function fetchReceipt() {
    try {
      const response = await fetch(poll.address + "/receipt/" + receipt.seq, {credentials: "omit"});
      return response.ok ? await response.text() : "";
    } catch (error) {
      return "";
    }
  }

  // save writes the receipt as a file, if it is that of the vote made here: it says
  // nothing of the choices, and its trackers must be the ones that were shown.
  async function save() {
    const text = await proof || await (proof = fetchReceipt());
    if (!text) return turn("done", {error: "The receipt could not be fetched. Your vote is recorded all the same. Check your connection and save the receipt again."});
    const lines = text.split("\n");
    if (!receipt.trackers.every(t => lines.includes("Tracker for " + t.post + ": " + t.tracker))) {
      return turn("done", {error: "The service gave the receipt of another vote than yours. Do not close this page; ring the returning officer: " + poll.contact});
    }
    const link = booth.h("a", {href: URL.createObjectURL(new Blob([text], {type: "text/plain;charset=utf-8"})), download: `guildhall-receipt-${id}-${receipt.seq}.txt`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say("The receipt has been saved");
  }

  // prepare fetches the ballot papers and the program.
  async function prepare() {
    if (booth.bare(place)) return;
    const able = await new Promise(guildhallCheck);
    // A letter's code still lies apart if Start was pressed before the script of that page ran.
    const apart = tab.get("letter");
    const {link, code} = apart.code ? apart : tab.get(kept);
    voter = {link, code};
    if (!able) return show(pages.cannot(location.origin + (link ? "/v/" + link : location.pathname)));
    const program = engine("load");
    let response;
    try {
      response = await fetch("/booth/" + id + "/ballot.json", {credentials: "omit", headers: {Accept: "application/json"}});
      poll = await response.json();
    } catch (error) {
      poll = null;
    }
    if (!response?.ok || !poll) {
      const told = sentence(poll?.sentence || "The ballot papers could not be fetched. Check your connection.");
      poll = null;
      return show(pages.failed({sentence: told, again: () => location.reload()}));
    }
    service += booth.frame(poll);
    if (poll.state !== "open") return show(pages.refused({poll, title: poll.state === "closed" ? "The poll has closed" : "The poll is not open yet", text: poll.sentence}));
    const loaded = await program;
    const opened = loaded.ok ? await engine("open", poll.posts.map(p => p.definition)) : loaded;
    if (!opened.ok) return show(pages.failed({sentence: sentence(opened.sentence), again: () => location.reload()}));
    // The names shown must be those that the vote will be counted by.
    const same = opened.papers.every((paper, i) => paper.question === poll.posts[i].name &&
      paper.answers.join("\n") === poll.posts[i].candidates.map(c => c.name).join("\n"));
    if (!same) return show(pages.failed({sentence: "The ballot papers and the candidates do not fit together. Nothing has been sent. Tell the returning officer.", again: () => location.reload()}));
    const told = await booth.once("/voter/" + id, {});
    if (told.ok) voter = {link, code: told.code || code, practice: told.practice, name: told.name};
    const known = voter.code ? await engine("code", voter.code, poll.known) : {ok: false};
    voter.ready = known.ok;
    const first = known.ok ? post(0) : "code";
    history.replaceState({page: first}, "", "#" + first);
    turn(first, {error: voter.code && !known.ok ? sentence(known.sentence) : undefined, value: voter.code});
  }

  prepare();
})();
