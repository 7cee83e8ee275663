// The booth's pages. Each function gives {title, content}; what they do is in
// booth.js.
"use strict";

(() => {
  const {h, p, paragraphs, button, inset, details, digest, summary, problem, errorMessage, input} = booth;

  const none = "I do not want to vote for this post";

  const heading = text => h("h1", {class: "nhsuk-heading-l", tabindex: "-1"}, text);

  const back = act => h("div", {class: "nhsuk-u-margin-bottom-3"},
    h("a", {class: "nhsuk-back-link", href: "#", onclick: event => { event.preventDefault(); act(); }}, "Back"));

  const form = (submit, ...children) => h("form", {novalidate: true, onsubmit: event => { event.preventDefault(); submit(); }}, ...children);

  // about is what stands below every page: who could see a vote, whom to ask.
  const about = poll => details("Who could see my vote, and who can help?",
    (poll.protection || []).map(s => p(h("strong", {}, s.question), " ", s.answer)),
    p("Returning officer: ", poll.contact));

  const votingFor = (poll, voter) => h("p", {class: "nhsuk-body-s"},
    voter.name ? ["Voting for ", h("strong", {}, voter.name), ". "] : "", "You can vote until ", poll.closes, ".");

  // candidate is one radio with what is known of the candidate below it.
  function candidate(post, i, checked) {
    const id = post.post + "-" + (i + 1), c = post.candidates[i];
    return h("div", {class: "nhsuk-radios__item"},
      h("input", {class: "nhsuk-radios__input", id, name: post.post, type: "radio", value: String(i + 1), checked, "aria-describedby": id + "-hint"}),
      h("label", {class: "nhsuk-label nhsuk-radios__label", for: id}, c.name),
      h("div", {class: "nhsuk-hint nhsuk-radios__hint", id: id + "-hint"}, [c.role, c.practice].filter(Boolean).join(", ")),
      h("div", {class: "gh-choice__more"}, details("Statement of " + c.name,
        c.statement ? paragraphs(c.statement) : p("This candidate has written no statement."),
        p(h("strong", {}, "Interests declared:"), " ", c.interests || "none"),
        p("Proposed by ", c.proposer, ", seconded by ", c.seconder, "."))));
  }

  // What the pages of other files are made of too.
  Object.assign(booth, {heading, back, form, none});

  booth.pages = {
    // post is one ballot paper.
    post({poll, voter, post, number, of, choice, error, submit, goBack}) {
      const described = [error && post.post + "-error", post.post + "-hint"].filter(Boolean).join(" ");
      const chosen = () => {
        const picked = document.querySelector("input[name=\"" + post.post + "\"]:checked");
        submit(picked ? Number(picked.value) : null);
      };
      return {title: post.name, content: [
        goBack && back(goBack),
        error && problem(error, post.post + "-1"),
        form(chosen,
          h("div", {class: "nhsuk-form-group" + (error ? " nhsuk-form-group--error" : "")},
            h("fieldset", {class: "nhsuk-fieldset", "aria-describedby": described},
              h("legend", {class: "nhsuk-fieldset__legend nhsuk-fieldset__legend--l"},
                h("h1", {class: "nhsuk-fieldset__heading", tabindex: "-1"},
                  h("span", {class: "nhsuk-caption-l"}, of > 1 ? `Post ${number} of ${of}` : poll.title,
                    h("span", {class: "nhsuk-u-visually-hidden"}, ": ")), post.name)),
              h("div", {class: "nhsuk-hint", id: post.post + "-hint"}, "Choose one. The order was drawn by lot."),
              error && errorMessage(post.post + "-error", error),
              h("div", {class: "nhsuk-radios"},
                post.candidates.map((_, i) => candidate(post, i, choice === i + 1)),
                h("div", {class: "nhsuk-radios__divider"}, "or"),
                h("div", {class: "nhsuk-radios__item"},
                  h("input", {class: "nhsuk-radios__input", id: post.post + "-none", name: post.post, type: "radio", value: "0", checked: choice === 0}),
                  h("label", {class: "nhsuk-label nhsuk-radios__label", for: post.post + "-none"}, none))))),
          post.note && inset(p(post.note)),
          button("Continue")),
        votingFor(poll, voter),
        about(poll)]};
    },

    // check shows all votes before they are cast, locked already. Their trackers
    // stand before the button, for everybody alike: a page that could tell who
    // looks at them would lie to the others. Without trackers they could not be
    // locked.
    check({poll, voter, choices, trackers, change, error, cast, again, goBack, check}) {
      return {title: "Check your votes", content: [
        back(goBack),
        error && problem(error),
        heading("Check your votes"),
        inset(p(h("strong", {}, "You have not voted yet."))),
        summary(poll.posts.map((post, i) => ({key: post.name, href: "#" + post.post, change: () => change(i),
          value: [choices[i] === 0 ? none : post.candidates[choices[i] - 1].name,
            trackers && h("p", {class: "nhsuk-body-s nhsuk-u-margin-bottom-0"}, "Tracker: ", digest(trackers[i]))]}))),
        trackers && h("p", {class: "nhsuk-body-s"}, "Your votes are locked already. Your receipt will show the same trackers."),
        trackers ? form(cast,
          p("By casting, you declare that you are authorised to vote for ", h("strong", {}, voter.name || "this practice"), "."),
          button("Cast this vote")) : form(again, button("Try again")),
        votingFor(poll, voter),
        trackers && h("p", {class: "nhsuk-body-s"},
          h("a", {href: "#truth", onclick: event => { event.preventDefault(); check(); }}, "Check that this page tells the truth"), " (photograph the trackers first)"),
        about(poll)]};
    },

    // sending is shown until there is an answer.
    sending({poll, tries}) {
      if (!tries) return {title: "Casting your vote", content: [heading("Casting your vote"), p("This takes a few seconds. Keep this page open.")]};
      return {title: "We do not know yet", content: [
        heading("We do not know yet. Checking…"),
        p("The service has not answered, so we cannot say whether your vote was recorded. This page keeps asking, and sends the same vote again: it cannot count twice."),
        p(h("strong", {}, "Keep this page open.")),
        tries > 2 && p("If this takes long, check that this device is connected. The returning officer can help: ", poll.contact)]};
    },

    // number asks in place for the number that was mailed.
    number({sent, error, submit, again, goBack}) {
      const read = () => submit(document.getElementById("number").value);
      return {title: "Confirm that it is you", content: [
        back(goBack),
        error && problem(error, "number"),
        heading("Confirm that it is you"),
        p("You have been signed out, or this is another browser than before. Your votes are still in this page and have not been cast yet."),
        inset(p(sent)),
        form(read,
          input({id: "number", label: "6-digit number", hint: "It is in the email that we have just sent.", error, inputmode: "numeric",
            autocomplete: "one-time-code", maxlength: "12", classes: "nhsuk-input--width-10 gh-code"}),
          button("Confirm and cast this vote")),
        p(h("a", {href: "#", onclick: event => { event.preventDefault(); again(); }}, "Send the number again"))]};
    },

    // code asks for a voting code that is missing or wrong.
    code({poll, error, value, submit, goBack}) {
      const read = () => submit(document.getElementById("code").value);
      return {title: "Enter your voting code", content: [
        goBack && back(goBack),
        error && problem(error, "code"),
        heading("Enter your voting code"),
        p(poll.registrar
          ? "It is in the letter that the registrar sent to your practice, or in an email of its own. Pointing a camera at the letter brings the code along by itself."
          : "It is in your practice's newest voting email. You need not look for it if you open the link in that email and press Start."),
        form(read,
          input({id: "code", label: "Voting code", hint: "22 letters and digits, such as XXXXX-XXXXXX-XXXXX-XXXXXX. Capital and small letters matter; you can leave out the dashes.",
            error, value: value || "", autocomplete: "off", maxlength: "60", classes: "gh-code"}),
          button("Continue")),
        p(poll.registrar
          ? "No code? The registrar can give it to your practice again until " + poll.registrar + ". Ring the returning officer: "
          : "No code? The returning officer can send it again: ", poll.contact)]};
    },

    // done is shown only once the service has said that the vote is recorded.
    done({poll, voter, answer, error, save, leave}) {
      return {title: "Your vote has been cast", content: [
        error && problem(error),
        h("div", {class: "nhsuk-panel"},
          h("h1", {class: "nhsuk-panel__heading", tabindex: "-1"}, "Your vote has been cast"),
          h("div", {class: "nhsuk-panel__body"}, [answer.practice || voter.name, answer.time].filter(Boolean).map(t => h("div", {}, t)))),
        p(h("strong", {}, "You do not need to do anything else.")),
        p(answer.replaced ? "This vote replaces the one that was cast before. " : "",
          "Everybody who may vote for your practice is told by email that a vote was cast, never how. You can vote again until ", poll.closes, "; the last vote counts. You are signed out of voting now: to vote again, open your voting link, and we send a 6-digit number to your registered address."),
        h("p", {}, h("button", {class: "nhsuk-button nhsuk-button--secondary", type: "button", onclick: save}, "Save your receipt")),
        p("If others use this computer too, save the receipt and leave: this page then forgets your vote."),
        h("p", {}, h("button", {class: "nhsuk-button", type: "button", onclick: leave}, "Leave")),
        details("What the receipt is for",
          p("It has a tracker for each post, and the proof, signed by this service, that your vote is recorded. With it anybody can see that your vote is in the ballot box, unchanged, also years later. It does not say how you voted."),
          summary(answer.trackers.map(t => ({key: t.name, value: digest(t.tracker)})).concat({key: "Place in the log", value: String(answer.seq)})),
          p(h("a", {href: poll.board}, "Look at the ballot box")),
          p(h("a", {href: "/receipt"}, "Check a receipt")))]};
    },

    // refused: the vote was not taken, and nothing can be done in this page.
    refused({poll, title, text}) {
      return {title, content: [heading(title), ...[].concat(text).map(t => p(t)), p("Returning officer: ", poll.contact), p(h("a", {href: poll.address}, "About this election"))]};
    },

    cannot(address) {
      const place = h("div");
      guildhallCannot(place, address);
      return {title: "This browser cannot protect your vote", content: [h("h1", {class: "nhsuk-heading-l", tabindex: "-1"}, "Your vote"), place]};
    },

    failed({sentence, again}) {
      return {title: "Sorry, this page is not ready", content: [heading("Sorry, this page is not ready"), p(sentence), form(again, button("Try again"))]};
    },
  };
})();
