// Draws a chart above each table that asks for one; the table stays the truth, for readers, print and no scripts.
(function () {
  "use strict";
  if (!window.echarts) {
    return;
  }
  var INK = "#1b2430", LINE = "#d6dce4", COLOURS = ["#1d4f91", "#1f7a4d", "#8a5a00", "#566273", "#b3261e", "#163c6e"];

  function text(cell) {
    return cell.textContent.trim().replace(/\s+/g, " ");
  }

  function number(cell) {
    return parseFloat(text(cell).replace(/,/g, "")) || 0;
  }

  function read(table) {
    return {
      heads: Array.from(table.tHead.rows[0].cells).map(text),
      rows: Array.from(table.tBodies[0].rows).map(function (row) { return Array.from(row.cells); }),
    };
  }

  function column(data, place) {
    return data.rows.map(function (row) { return number(row[place]); });
  }

  function names(data) {
    return data.rows.map(function (row) { return text(row[0]); });
  }

  var label = { show: true, color: INK, fontSize: 14 };
  var shapes = {
    line: function (data) {
      return {
        legend: { top: 0, textStyle: { color: INK } },
        grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
        xAxis: { type: "category", data: names(data), axisLabel: { color: INK } },
        yAxis: { type: "value", minInterval: 1, axisLabel: { color: INK }, splitLine: { lineStyle: { color: LINE } } },
        series: data.heads.slice(1).map(function (head, n) {
          var symbols = ["circle", "rect", "triangle", "diamond"];
          return { name: head, type: "line", data: column(data, n + 1), symbol: symbols[n % 4], symbolSize: 8 };
        }),
      };
    },
    bar: function (data, place) {
      return {
        grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
        xAxis: { type: "value", minInterval: 1, axisLabel: { color: INK }, splitLine: { lineStyle: { color: LINE } } },
        yAxis: { type: "category", inverse: true, data: names(data), axisLabel: { color: INK, interval: 0 } },
        series: [{ type: "bar", data: column(data, place), label: Object.assign({ position: "right" }, label) }],
      };
    },
    funnel: function (data, place) {
      return shapes.bar(data, place);
    },
  };

  function draw(figure) {
    var table = figure.querySelector("table");
    var kind = figure.dataset.chart;
    if (!table || !shapes[kind]) {
      return;
    }
    var data = read(table);
    var place = document.createElement("div");
    var deep = kind === "bar" || kind === "funnel";
    place.className = "plot";
    place.setAttribute("aria-hidden", "true");
    if (deep) {
      place.style.height = data.rows.length * 34 + 24 + "px";
    }
    figure.insertBefore(place, figure.querySelector(".twin"));
    var chart = window.echarts.init(place, null, { renderer: "svg" });
    var option = shapes[kind](data, Number(figure.dataset.column || 1));
    option.color = COLOURS;
    option.animation = false;
    option.textStyle = { fontFamily: getComputedStyle(document.body).fontFamily };
    option.aria = { enabled: true };
    chart.setOption(option);
    figure.querySelector(".twin").open = false;
    window.addEventListener("resize", function () { chart.resize(); });
  }

  document.querySelectorAll("figure.chart").forEach(draw);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("figure.chart .twin").forEach(function (twin) { twin.open = true; });
  });
})();
