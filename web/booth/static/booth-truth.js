// A voter's check of this very page (Benaloh's challenge). The vote was locked,
// and its trackers shown, before the page could know what the voter will do; now
// the vote is opened instead of cast, as a file that another program looks into.
// Nobody has to come here to vote.
"use strict";

(() => {
  const {h, p, button, inset, details, problem, heading, back, form} = booth;

  // keepFile hands a text to the browser as a file.
  booth.keepFile = (name, type, text) => {
    const link = h("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  Object.assign(booth.pages, {
    // truth explains before anything is opened. It does not show the trackers: the
    // page knows by now that it is being checked, so only those that the voter
    // took down before are worth something.
    truth({choices, error, open, goBack}) {
      return {title: "Check that this page tells the truth", content: [
        back(goBack),
        error && problem(error),
        heading("Check that this page tells the truth"),
        p("This page has locked your vote, so that nobody on the way can read or change it. A dishonest page could lock another vote than the one it shows you. To find out, let it open the locked vote, and look inside with another program."),
        inset(p(h("strong", {}, "Use invented votes for this.")),
          p("Whoever sees the opened file sees the votes in it. So vote for anybody, open that vote, and then vote for real. The page cannot know beforehand which vote you will open.")),
        h("h2", {class: "nhsuk-heading-m"}, "1. Have the trackers"),
        p("You need a photograph of the page “Check your votes”, or the first 20 characters of each tracker on it, taken down ", h("strong", {}, "before you came here"), ". They fix what was locked while this page did not know that you would look."),
        p("If you have not done that, open the link in your voting email again, and take the photograph first."),
        h("h2", {class: "nhsuk-heading-m"}, "2. Open the vote"),
        p("Locked now:"),
        h("ul", {class: "nhsuk-list nhsuk-list--bullet"}, choices.map(c => h("li", {}, c))),
        p("They are opened instead of cast. A file is saved on this device, and what was locked is thrown away: it can never be cast or counted."),
        form(open, button("Open this vote, do not cast it", {class: "nhsuk-button nhsuk-button--secondary"})),
        h("h2", {class: "nhsuk-heading-m"}, "3. Look inside"),
        p("On a computer that you trust, the program ", h("strong", {}, "guildhall"), " says what the file holds, whether that is what was locked, and whether the trackers are yours. It needs no network. The next page says how."),
        h("h2", {class: "nhsuk-heading-m"}, "4. Vote for real"),
        p("You get empty ballot papers. You can do this as often as you like, up to 20 times in this poll.")]};
    },

    // opened is shown when the vote is open and gone. It does not show the trackers
    // again: those that the voter kept are worth something, not those that a page
    // shows now.
    opened({poll, told, name, tell, save, again}) {
      return {title: "This vote has been opened", content: [
        heading("This vote has been opened and thrown away"),
        inset(p(h("strong", {}, "You have not voted yet.")), p("Your ballot papers are empty again.")),
        told.ok
          ? p("The service has recorded that this vote was opened. It can never be cast.")
          : form(tell,
            p("This page has thrown the vote away, but the service could not be told: ", booth.sentence(told.sentence)),
            told.needs === "number" && p("To tell it, open the link in your voting email in another tab and press Start there. Then come back."),
            button("Tell the service again", {class: "nhsuk-button nhsuk-button--secondary"})),
        h("h2", {class: "nhsuk-heading-m"}, "Look inside"),
        p("The file ", h("strong", {}, name), " has been saved. On a computer with the program ", h("strong", {}, "guildhall"), ", type:"),
        h("pre", {class: "gh-block"}, "guildhall verify-ballot " + name),
        p("It asks for the trackers that you kept, and says what was locked. If that is not what you chose, or the trackers are others, this page has lied: do not vote with it, keep the file, and tell the returning officer: ", poll.contact),
        h("p", {}, h("button", {class: "nhsuk-button nhsuk-button--secondary", type: "button", onclick: save}, "Save the file again")),
        details("What is in the file?",
          p("The ballot papers, the locked votes, and the numbers that locked them. Your voting code and your practice's name are not in it. But the locked votes are signed, so whoever knows which ballots in the ballot box are your practice's can tell that the file is yours too.")),
        h("h2", {class: "nhsuk-heading-m"}, "Then vote for real"),
        form(again, button("Go on and vote"))]};
    },
  });
})();
