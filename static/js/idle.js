// Warns before an idle session ends, keeps what was typed, and gives it back after signing in again. What was sent and
// refused, or is come back to by the back button, is given back on the page it was typed on.
// The server ends the session by itself; without this file only the warning and the typed text of open forms are missed.
(function () {
  "use strict";

  var box = document.getElementById("idle");
  if (!box || !box.showModal) {
    return;
  }
  var LAST = "idle-last";
  var limit = Number(box.dataset.seconds) * 1000;
  var warning = Number(box.dataset.warning) * 1000;
  var KEPT = "kept:" + box.dataset.person + ":";
  var SENT = "sent:" + box.dataset.person + ":";
  var last = Date.now();

  // Every window of the person counts: the latest sign of life is shared between them.
  function alive() {
    last = Date.now();
    localStorage.setItem(LAST, String(last));
  }

  function latest() {
    return Math.max(last, Number(localStorage.getItem(LAST)) || 0);
  }

  function send(address) {
    return fetch(address, { method: "POST", body: new FormData(box.querySelector("form")), redirect: "manual" });
  }

  function stay() {
    return send(box.querySelector("form").action).then(function (answer) {
      if (answer.status === 204) {
        alive();
        box.close();
      } else {
        leave();
      }
    });
  }

  function keepable(form) {
    return form.method === "post" && !form.closest("dialog") && !form.querySelector("[type=password]");
  }

  function inputs(form) {
    return Array.prototype.filter.call(form.elements, function (input) {
      return input.name && !/^(hidden|file|submit|button)$/.test(input.type);
    });
  }

  function forms() {
    return Array.prototype.filter.call(document.querySelectorAll("main form"), keepable);
  }

  function place(store, index) {
    return store + location.pathname + ":" + index;
  }

  function keep(store) {
    forms().forEach(function (form, index) {
      var typed = inputs(form).map(function (input) {
        return /^(checkbox|radio)$/.test(input.type) ? input.checked : input.value;
      });
      if (typed.length) {
        sessionStorage.setItem(place(store, index), JSON.stringify(typed));
      }
    });
  }

  function give(store) {
    var given = false;
    forms().forEach(function (form, index) {
      var kept = JSON.parse(sessionStorage.getItem(place(store, index)) || "null");
      sessionStorage.removeItem(place(store, index));
      inputs(form).forEach(function (input, number) {
        if (!kept || kept.length !== inputs(form).length) {
          return;
        }
        given = true;
        if (/^(checkbox|radio)$/.test(input.type)) {
          input.checked = kept[number];
        } else {
          input.value = kept[number];
        }
      });
    });
    if (given) {
      document.getElementById("idle-given").hidden = false;
    }
  }

  function forget(unless) {
    Object.keys(sessionStorage).forEach(function (key) {
      if (/^(kept|sent):/.test(key) && !unless(key)) {
        sessionStorage.removeItem(key);
      }
    });
  }

  // What somebody else left in this window is not theirs to see; what was sent and taken is needed no more.
  function forgetTheRest() {
    var here = SENT + location.pathname + ":";
    var taken = document.querySelector(".messages .success");
    forget(function (key) {
      return key.indexOf(KEPT) === 0 || (!taken && key.indexOf(here) === 0);
    });
  }

  // Pages are not kept by the browser, so that its back button finds an empty form.
  function cameBack() {
    var way = performance.getEntriesByType("navigation")[0];
    return way && way.type === "back_forward";
  }

  // The server allows a little more than the page, so the page signs out itself.
  function leave() {
    var next = box.dataset.login + "?next=" + encodeURIComponent(location.pathname + location.search);
    keep(KEPT);
    send(box.dataset.logout).finally(function () {
      location.assign(next);
    });
  }

  function look() {
    var left = limit - (Date.now() - latest());
    if (left <= 0) {
      clearInterval(clock);
      leave();
    } else if (left <= warning) {
      box.querySelector("[data-left]").textContent = String(Math.ceil(left / 1000));
      if (!box.open) {
        box.showModal();
      }
    } else if (box.open) {
      box.close();
    }
  }

  // Typing is being there: tell the server now and then, so that a long text is never cut off.
  document.addEventListener("input", function () {
    if (Date.now() - latest() > Math.min(60000, limit / 4)) {
      stay();
    }
  });
  box.addEventListener("cancel", function (event) {
    event.preventDefault();
    stay();
  });
  box.querySelector("form").addEventListener("submit", function (event) {
    event.preventDefault();
    stay();
  });

  document.addEventListener("submit", function () {
    keep(SENT);
  });

  forgetTheRest();
  give(KEPT);
  if (document.querySelector(".messages .error") || cameBack()) {
    give(SENT);
  }
  alive();
  var clock = setInterval(look, 1000);
})();
