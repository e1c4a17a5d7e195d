// Conveniences only: every page works without this file.
(function () {
  "use strict";

  // The summary of faults is the first thing read after a refused form.
  function focusFaults(root) {
    var summary = root.querySelector(".error-summary");
    if (summary) {
      summary.focus();
    }
  }

  // One menu open at a time; Escape and a click elsewhere close it.
  function closeMenus(except) {
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details.menu"));
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });

  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    focusFaults(event.target);
  });

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
  });

  focusFaults(document);
})();
