// Runs before the page is drawn: puts the reader's choice of light or dark on the root, and says that scripts run.
(function () {
  "use strict";
  var root = document.documentElement;
  root.dataset.js = "on";
  try {
    var choice = localStorage.getItem("openregime-theme");
    if (choice === "light" || choice === "dark") {
      root.dataset.theme = choice;
    }
  } catch (refused) {
    // Storage may be switched off: the reader's system decides, as without scripts.
    root.dataset.storage = "off";
  }
})();
