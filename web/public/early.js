// Runs before the first paint, so that neither another theme nor somebody else's first page flashes.
(function () {
  var page = document.documentElement;
  try {
    // See src/lib/theme.ts, src/lib/session.ts and src/lib/language.ts.
    var theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
    var isKnown = localStorage.getItem("signedIn") !== null;
    var language = localStorage.getItem("language");
    if (isKnown || (language !== null && language !== page.lang)) page.dataset.waits = "";
  } catch {
    // Storage is blocked: the system's theme it is.
  }

  // Where the page came as HTML, the app follows once it was painted.
  addEventListener("DOMContentLoaded", function () {
    var app = document.getElementById("app");
    if (app === null) return;
    function begin() {
      document.head.append(app.content);
    }
    // Nothing is painted where nobody looks.
    if (document.hidden || "waits" in page.dataset) begin();
    else new PerformanceObserver(begin).observe({ type: "paint", buffered: true });
  });
})();
