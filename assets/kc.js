/* What makes the pages pleasant; all of them work without it.
 *
 * A chart is an element with data-chart="KIND" around a <script type="application/json"> with plain data. The
 * kinds are the functions below: data can never carry code. ECharts is loaded only when a page has a chart; its
 * address stands on the <script> of this file. SVG without animation prints well, and tooltips are drawn inside it
 * (richText), because HTML tooltips write style attributes, which the content security policy forbids. */
(function () {
  "use strict";

  var BLUE = "#1c5798", GREY = "#c3ccd5", INK = "#465362";
  var FONT = { fontFamily: getComputedStyle(document.body).fontFamily, color: INK, fontSize: 12 };
  var echartsUrl = document.currentScript.dataset.echartsUrl;

  /* "2026 年一季度", "2026 年二季度": what all begin with says nothing. It is cut after a space. */
  function withoutCommonStart(names) {
    var start = names[0] || "";
    names.forEach(function (name) {
      while (name.indexOf(start) !== 0) start = start.slice(0, -1);
    });
    start = start.slice(0, Math.max(start.lastIndexOf(" "), start.lastIndexOf("年")) + 1);
    return names.length < 2 ? names : names.map(function (name) { return name.slice(start.length); });
  }

  var charts = {
    /* Ranks over periods: place 1 on top; one line stands out, the others are the field. */
    bump: function (data) {
      var most = 1;
      data.lines.forEach(function (line) {
        line.ranks.forEach(function (rank) { most = Math.max(most, rank); });
      });
      return {
        grid: { left: 22, right: 104, top: 14, bottom: 40 },
        xAxis: {
          type: "category", data: withoutCommonStart(data.periods), axisLine: { show: false }, axisTick: { show: false },
          axisLabel: Object.assign({ margin: 20, interval: 0 }, FONT), boundaryGap: false, splitLine: { show: false }
        },
        yAxis: { type: "value", inverse: true, min: 1, max: most, show: false },
        tooltip: { trigger: "item", renderMode: "richText", formatter: function (p) {
          return p.seriesName + "  " + p.name + "  " + p.value;
        } },
        series: data.lines.map(function (line) {
          var color = line.here ? BLUE : GREY;
          return {
            name: line.name, type: "line", z: line.here ? 3 : 2, symbol: "circle", symbolSize: line.here ? 18 : 15,
            lineStyle: { color: color, width: line.here ? 2.5 : 1.2 }, itemStyle: { color: color },
            label: { show: true, position: "inside", color: line.here ? "#fff" : INK, fontSize: 10, formatter: "{c}" },
            endLabel: { show: true, formatter: "{a}", distance: 14, color: line.here ? BLUE : INK, fontSize: 12 },
            emphasis: { focus: "series" },
            data: line.ranks.map(function (rank) { return rank > 0 ? rank : null; })
          };
        })
      };
    }
  };

  function draw(box) {
    var kind = charts[box.dataset.chart], island = box.querySelector("script");
    if (!kind || !island || box.dataset.drawn) return;
    box.dataset.drawn = "yes";
    var option = kind(JSON.parse(island.textContent));
    box.textContent = ""; /* what stood there for those without script */
    option.animation = false;
    option.textStyle = FONT;
    var chart = window.echarts.init(box, null, { renderer: "svg" });
    chart.setOption(option);
    window.addEventListener("resize", function () { chart.resize(); });
  }

  function drawAll() {
    var boxes = document.querySelectorAll("[data-chart]");
    if (boxes.length === 0) return;
    if (window.echarts) {
      boxes.forEach(draw);
      return;
    }
    var script = document.createElement("script");
    script.src = echartsUrl;
    script.onload = function () { boxes.forEach(draw); };
    document.head.appendChild(script);
  }

  /* A menu closes when one looks elsewhere or presses Escape. */
  document.addEventListener("click", function (e) {
    document.querySelectorAll("details.kc-menu[open]").forEach(function (menu) {
      if (!menu.contains(e.target)) menu.removeAttribute("open");
    });
  });
  document.addEventListener("keydown", function (e) {
    if (e.key !== "Escape") return;
    document.querySelectorAll("details.kc-menu[open]").forEach(function (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    });
  });

  /* "/" goes to the search, but not out of a field where somebody writes. */
  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
    if (e.target.closest && e.target.closest("input, textarea, select, [contenteditable]")) return;
    var field = document.querySelector('form[action="/search"] input[name=q]');
    if (!field || !field.offsetParent) return; /* a phone has no such key */
    e.preventDefault();
    field.focus();
    field.select();
  });

  /* A file may be dropped on its field. */
  document.addEventListener("dragover", function (e) {
    var drop = e.target.closest && e.target.closest(".kc-drop");
    if (!drop) return;
    e.preventDefault();
    drop.classList.add("is-over");
  });
  document.addEventListener("dragleave", function (e) {
    var drop = e.target.closest && e.target.closest(".kc-drop");
    if (drop) drop.classList.remove("is-over");
  });
  document.addEventListener("drop", function (e) {
    var drop = e.target.closest && e.target.closest(".kc-drop");
    if (!drop) return;
    e.preventDefault();
    drop.classList.remove("is-over");
    var input = drop.querySelector("input");
    input.files = e.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true })); /* browsers do not by themselves */
  });

  /* Cells pasted from a spreadsheet come as a table too, which knows merged cells and keeps line breaks apart from
   * rows. It goes along in a hidden field, bare of everything but cells, while the text is what was pasted. */
  var PASTE_MOST = 400000;

  function bareTable(html) {
    /* Styles would not be applied, but the policy of our pages complains of each. */
    html = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/\sstyle=("[^"]*"|'[^']*'|[^\s>]*)/gi, "");
    var found = new DOMParser().parseFromString(html, "text/html").querySelector("table");
    if (!found) return null;
    var cols = 0, rows = found.rows.length, out = document.implementation.createHTMLDocument("").createElement("table");
    Array.prototype.forEach.call(found.rows, function (row) {
      var tr = out.insertRow(), width = 0;
      Array.prototype.forEach.call(row.cells, function (cell) {
        var td = tr.insertCell();
        ["colspan", "rowspan"].forEach(function (name) {
          if (cell.hasAttribute(name)) td.setAttribute(name, cell.getAttribute(name));
        });
        td.textContent = cell.textContent.replace(/\s+/g, " ").trim();
        width += cell.colSpan || 1;
      });
      cols = Math.max(cols, width);
    });
    return { html: out.outerHTML, rows: rows, cols: cols };
  }

  function pasteInto(area, field, note, html) {
    var table = html && html.indexOf("<table") >= 0 ? bareTable(html) : null;
    var isAll = area.selectionStart === 0 && area.selectionEnd === area.value.length;
    if (!table || table.html.length > PASTE_MOST || !isAll) return;
    setTimeout(function () {
      field.value = table.html;
      field.dataset.text = area.value; /* who changes the text means the text */
      note.textContent = note.dataset.words.replace("%rows", table.rows).replace("%cols", table.cols);
    });
  }

  document.querySelectorAll("[data-paste-for]").forEach(function (field) {
    var area = document.getElementById(field.dataset.pasteFor);
    var note = document.querySelector("[data-paste-note=" + field.dataset.pasteFor + "]");
    field.value = "";
    area.addEventListener("paste", function (e) {
      pasteInto(area, field, note, e.clipboardData && e.clipboardData.getData("text/html"));
    });
    area.addEventListener("input", function () {
      if (!field.value || field.dataset.text === area.value) return;
      field.value = "";
      note.textContent = "";
    });
  });

  /* Files of a field go ahead of their form, in pieces, each once; when the line breaks, the server is asked how much
   * it has. What was sent stands in a hidden field, and the form waits for what is on its way. */
  var PIECE = 1024 * 1024, PAUSES = [1, 2, 5, 10, 20, 30];

  function UploadError(status) { this.status = status; }

  function ask(url, csrf, fields) {
    var body = null;
    if (fields) {
      body = new FormData();
      body.append("csrf", csrf);
      Object.keys(fields).forEach(function (name) { body.append(name, fields[name]); });
    }
    return fetch(url, { method: body ? "POST" : "GET", body: body, credentials: "same-origin" }).then(function (r) {
      if (!r.ok) throw new UploadError(r.status);
      return r.json();
    });
  }

  function sendFile(file, csrf, say) {
    var tries = 0, url = "";
    function again(error) {
      var lost = !(error instanceof UploadError) || error.status === 409 || error.status >= 500;
      if (!lost || tries >= PAUSES.length) throw error;
      say("waiting", 0);
      return new Promise(function (wake) { setTimeout(wake, 1000 * PAUSES[tries++]); }).then(function () {
        return url ? ask(url, csrf).then(go) : begin();
      }).catch(again);
    }
    function go(state) {
      say("sending", Math.floor(100 * state.have / file.size));
      if (state.have >= file.size) return url;
      return ask(url, csrf, { from: state.have, piece: file.slice(state.have, state.have + PIECE) })
        .then(function (next) { tries = 0; return go(next); });
    }
    function begin() {
      return ask("/files/uploads", csrf, { name: file.name, size: file.size }).then(function (state) {
        url = "/files/uploads/" + state.id;
        return go(state);
      });
    }
    return begin().catch(again);
  }

  function offerFile(field, form, file) {
    var line = document.createElement("li"), words = document.createElement("span");
    line.appendChild(words);
    field.querySelector(".kc-sent").appendChild(line);
    function say(what, percent) {
      words.textContent = field.dataset[what].replace("%name", file.name).replace("%percent", percent);
    }
    var csrf = form.querySelector("input[name=csrf]").value;
    return sendFile(file, csrf, say).then(function (url) {
      var hidden = document.createElement("input"), drop = document.createElement("button");
      hidden.type = "hidden";
      hidden.name = field.dataset.files + "-upload";
      hidden.value = url.slice(url.lastIndexOf("/") + 1);
      drop.type = "button";
      drop.className = "btn";
      drop.textContent = field.dataset.remove;
      drop.addEventListener("click", function () {
        line.remove();
        ask(url + "/drop", csrf, {}).catch(function () { /* it goes by itself after a day */ });
      });
      line.append(hidden, " ", drop);
      say("sent", 100);
    }, function () { say("failed", 0); });
  }

  document.querySelectorAll("[data-files]").forEach(function (field) {
    var input = field.querySelector("input[type=file]"), form = input.form, waiting = 0, button = null;
    if (!form.querySelector("input[name=csrf]")) return;
    input.addEventListener("change", function () {
      var files = Array.prototype.slice.call(input.files);
      input.value = "";
      files.forEach(function (file) {
        waiting++;
        offerFile(field, form, file).then(function () {
          waiting--;
          if (waiting === 0 && button !== null) form.requestSubmit(button || undefined);
        });
      });
    });
    form.addEventListener("submit", function (e) {
      if (waiting === 0) return;
      e.preventDefault();
      button = e.submitter || false;
    });
  });

  /* A form is sent once: the button waits for the answer. It is freed when the page comes back from the cache. */
  document.addEventListener("submit", function (e) {
    if (e.defaultPrevented || e.target.method !== "post") return;
    setTimeout(function () {
      e.target.querySelectorAll("button[type=submit]").forEach(function (b) { b.disabled = true; });
    });
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[method=post] button[disabled]").forEach(function (b) { b.disabled = false; });
  });

  /* The summary of errors is what to read first. */
  function focusErrors() {
    var errors = document.querySelector(".kc-errors");
    if (errors) errors.focus();
  }

  /* Tabs change the main part alone; who uses the keyboard goes on from there. */
  document.addEventListener("htmx:after:swap", function () {
    drawAll();
    if (document.activeElement === document.body) document.getElementById("main").focus({ preventScroll: true });
  });
  drawAll();
  focusErrors();
})();
