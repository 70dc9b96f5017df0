"use strict";
/* Draws the charts of a page: `<div class="chart" data-chart="ID">` from the JSON element that follows it.

   wbgen.update(id, chart) gives a chart new data (the same JSON, parsed or not), wbgen.watch(element) draws
   what was put into the page later. */
(() => {
  const THEMES = /*themes*/null;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();

  /* Nothing is fetched, whatever a chart asks for: a picture may stand in its data, a link is none. */
  const refuse = (what) => Promise.reject(new Error(`${what}, and a page loads nothing`));
  const inside = (uri) => /^data:image\/(png|jpeg|gif|webp);/i.test(uri);
  const loader = (asked) => {
    const fetched = (what) => {
      asked.push(what);
      return refuse("it asks for data elsewhere");
    };
    return {
      load: fetched, fetch: fetched, file: fetched, http: fetched,
      sanitize: (uri) => (inside(uri) ? Promise.resolve({href: uri}) : refuse("it names an address")),
    };
  };
  const plain = (value) =>
    String(value).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

  /* Colours of runs as they stand out on the ground that the page has. */
  const theme = () => THEMES[dark.matches ? "dark" : "light"];
  const shade = (value) => (typeof value === "string" ? theme().instead[value] ?? value : value);
  const column = (packed, own) => {
    if (!Array.isArray(packed)) {
      const texts = own ? packed.of : packed.of.map(shade);
      return packed.at.map((place) => texts[place]);
    }
    return own || !packed.some((value) => typeof value === "string") ? packed : packed.map(shade);
  };
  const rows = (columns, own) => {
    const names = Object.keys(columns), values = names.map((name) => column(columns[name], own));
    return Array.from({length: values.length ? values[0].length : 0}, (_, row) =>
      Object.fromEntries(names.map((name, at) => [name, values[at][row]])));
  };
  const datasets = (chart) =>
    Object.fromEntries(Object.entries(chart.data).map(([name, columns]) => [name, rows(columns, chart.own)]));

  /* As many columns of a legend as there is room for; who drew the chart did not know how wide it would be. */
  const COLUMN = 150, SYMBOL = 32, AXIS = 50;
  const columnsAt = (width) => Math.max(1, Math.floor(width / COLUMN));
  const narrowed = (legend, width) => {
    const columns = columnsAt(width);
    if (!(legend?.columns >= columns)) return legend;
    return {...legend, columns, labelLimit: Math.floor((width - AXIS) / columns - SYMBOL)};
  };
  const fitted = (node, width) => {
    if (Array.isArray(node)) return node.map((item) => fitted(item, width));
    if (!node || typeof node !== "object") return shade(node);
    return Object.fromEntries(Object.entries(node).map(([key, value]) =>
      [key, key === "legend" ? narrowed(value, width) : fitted(value, width)]));
  };

  const isUnit = (spec) => "mark" in spec || "layer" in spec;
  const size = (element) => [Math.max(80, element.clientWidth), Math.max(60, element.clientHeight)];

  function complete(chart, element) {
    const {usermeta, ...rest} = chart.spec, [width, height] = size(element);
    const spec = chart.own ? rest : fitted(rest, width);
    const made = {$schema: "https://vega.github.io/schema/vega-lite/v6.json", ...spec, datasets: datasets(chart)};
    if (isUnit(spec)) {
      made.width ??= width;
      made.height ??= height;
      made.autosize ??= {type: "fit", contains: "padding"};
    } else if (!chart.own) {
      made.autosize ??= {type: "pad", contains: "padding"};
    }
    return made;
  }

  function say(element, error) {
    const told = document.createElement("p");
    told.className = "nothing";
    told.setAttribute("role", "status");
    told.textContent = `This chart cannot be drawn: ${String(error?.message ?? error).slice(0, 300)}`;
    element.replaceChildren(told);
    element.removeAttribute("aria-busy");
  }

  async function draw(element) {
    const state = drawn.get(element);
    if (!state || state.busy) {
      if (state) state.again = true;
      return;
    }
    state.busy = true;
    const asked = [];
    try {
      state.chart ??= JSON.parse(state.source.textContent);
      state.view?.finalize();
      state.view = null;
      const result = await vegaEmbed(element, complete(state.chart, element), {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, loader: loader(asked), config: theme().config, defaultStyle: false,
        logLevel: 0,
        tooltip: {theme: "own", disableDefaultStyle: true, sanitize: plain},
      });
      state.view = result.view;
      if (asked.length) throw new Error(`it asks for data elsewhere (${asked[0]}), and a page loads nothing`);
      state.size = size(element);
      element.removeAttribute("aria-busy");
    } catch (error) {
      say(element, error);
    } finally {
      state.busy = false;
    }
    if (state.again) {
      state.again = false;
      draw(element);
    }
  }

  /* A chart of one plot takes a new size as it is; others are drawn anew. */
  function resize(element) {
    const state = drawn.get(element), [width, height] = size(element);
    if (!state?.view || (state.size[0] === width && state.size[1] === height)) return;
    const {spec} = state.chart;
    if ("width" in spec) return;
    const anew = !isUnit(spec) || columnsAt(state.size[0]) !== columnsAt(width);
    state.size = [width, height];
    if (anew) {
      draw(element);
      return;
    }
    state.view.width(width).height(height).runAsync().catch((error) => say(element, error));
  }

  const seen = new IntersectionObserver((entries) => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      drawn.get(target).seen = true;
      draw(target);
      sized.observe(target);
    }
  }, {rootMargin: "400px"});
  const sized = new ResizeObserver((entries) => {
    for (const {target} of entries) resize(target);
  });

  function watch(root) {
    for (const element of drawn.keys()) {
      if (!element.isConnected) {
        drawn.get(element).view?.finalize();
        seen.unobserve(element);
        sized.unobserve(element);
        drawn.delete(element);
      }
    }
    for (const element of root.querySelectorAll(".chart[data-chart]")) {
      const source = element.nextElementSibling;
      if (drawn.has(element) || source?.type !== "application/json") continue;
      drawn.set(element, {source, seen: false});
      seen.observe(element);
    }
  }

  /* New data go into the chart that stands; only a chart that is another one is drawn anew. */
  async function update(id, json) {
    const chart = typeof json === "string" ? JSON.parse(json) : json;
    for (const [element, state] of drawn) {
      if (element.dataset.chart !== id) continue;
      const same = state.view && JSON.stringify(state.chart.spec) === JSON.stringify(chart.spec);
      state.chart = chart;
      if (!state.seen) continue;
      if (!same || state.busy) {
        await draw(element);
        continue;
      }
      try {
        for (const [name, values] of Object.entries(datasets(chart))) state.view.data(name, values);
        await state.view.runAsync();
      } catch (error) {
        await draw(element);
      }
    }
  }

  function redraw() {
    for (const [element, state] of drawn) if (state.seen) draw(element);
  }

  dark.addEventListener("change", redraw);
  addEventListener("beforeprint", () => { for (const element of drawn.keys()) draw(element); });
  window.wbgen = Object.freeze({update, watch, redraw});
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", () => watch(document));
  else watch(document);
})();
