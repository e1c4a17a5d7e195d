// Shows how far an upload is and lets it be cancelled. Without this file the button uploads.
(function () {
  "use strict";

  var MOST = 20 * 1024 * 1024; // tenancy/uploads.py

  // The answer is the page again, with what the server says of the file; whoever uploads stays where they were.
  function show(request, field) {
    var told = new DOMParser().parseFromString(request.responseText, "text/html");
    var main = told.querySelector("main");
    if (!main || !told.querySelector("form[data-upload]")) {
      window.location.href = request.responseURL;
      return;
    }
    document.querySelectorAll(".messages").forEach(function (old) {
      old.remove();
    });
    var messages = told.querySelector(".messages");
    var place = document.querySelector("main");
    if (messages) {
      place.before(messages);
    }
    place.replaceWith(main);
    watch();
    var again = document.getElementById(field);
    if (again) {
      again.focus();
    }
  }

  function upload(form) {
    var bar = form.querySelector("progress");
    var cancel = form.querySelector("[data-cancel]");
    var request = new XMLHttpRequest();
    request.open("POST", form.action || window.location.href);
    request.upload.onprogress = function (told) {
      bar.value = told.lengthComputable ? (100 * told.loaded) / told.total : 0;
    };
    request.onload = function () {
      show(request, form.querySelector("input[type=file]").id);
    };
    request.onerror = function () {
      form.submit();
    };
    bar.hidden = cancel.hidden = false;
    cancel.onclick = function () {
      request.abort();
      bar.hidden = cancel.hidden = true;
    };
    request.send(new FormData(form));
  }

  // A wrong format or size is named as soon as the file is chosen; the server looks at what it really is.
  function judge(field) {
    var file = field.files[0];
    var endings = field.accept.split(",");
    var fits = !file || endings.some(function (ending) {
      return file.name.toLowerCase().endsWith(ending);
    });
    field.setCustomValidity(fits && (!file || file.size <= MOST) ? "" : field.dataset.wrong);
    field.reportValidity();
  }

  function watch() {
    document.querySelectorAll("form[data-upload]").forEach(function (form) {
      var field = form.querySelector("input[type=file][data-wrong]");
      if (field) {
        field.addEventListener("change", function () {
          judge(field);
        });
      }
      form.addEventListener("submit", function (event) {
        event.preventDefault();
        upload(form);
      });
    });
  }

  watch();
})();
