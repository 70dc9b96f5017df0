"use strict";
/* Keeps a page up to date: asks the page's own address with live=1 what has changed, and puts it in place.

   `[data-fragment]` elements take HTML that the server made. A `[data-section]` is drawn when it is open and
   near, and its charts take new data as they stand. A page that awaits charts is loaded anew once there are
   some. Nothing is asked while the page is hidden. */
(() => {
  const QUICK = 2000, SLOW = 15000, GROWTH = 1.5, SHARE = 4;
  const status = document.querySelector("[data-live-status]");
  const sections = new Map();
  let tag = "", pause = QUICK, timer = 0, busy = false, again = false;

  const panelsOf = ({element}) => [...element.querySelectorAll(":scope > [data-digest]")];

  /* What the page has of a section is named by its digests: the server sends it no more. */
  const address = (wanted) => {
    const url = new URL(location.href);
    url.hash = "";
    url.searchParams.set("live", "1");
    for (const name of wanted) {
      url.searchParams.append("section", name);
      for (const panel of panelsOf(sections.get(name))) url.searchParams.append("have", panel.dataset.digest);
    }
    return url;
  };

  function say(text) {
    if (status && status.textContent !== text) status.textContent = text;
  }

  const parsed = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  /* The focus stays on what a person was at, which is there again under the same address or name. */
  function focused(within) {
    const at = document.activeElement;
    if (!at || at === within || !within.contains(at)) return null;
    for (const name of ["id", "href", "data-run"]) {
      const value = at.getAttribute(name);
      if (value) return `[${name}="${CSS.escape(value)}"]`;
    }
    return null;
  }

  function replaceFragment(element, {digest, html}) {
    if (element.dataset.digest === digest) return;
    const place = focused(element), fresh = parsed(html);
    element.dataset.digest = digest;
    const scrolled = [...element.querySelectorAll("[data-scroll]")].map((part) => [part.dataset.scroll, part.scrollTop, part.scrollLeft]);
    const opened = [...element.querySelectorAll("details[id]")].map((part) => [part.id, part.open]);
    element.replaceChildren(fresh);
    for (const [name, top, left] of scrolled) {
      element.querySelector(`[data-scroll="${CSS.escape(name)}"]`)?.scrollTo({top, left, behavior: "instant"});
    }
    for (const [id, open] of opened) {
      const part = element.querySelector(`#${CSS.escape(id)}`);
      if (part) part.open = open;
    }
    if (place) element.querySelector(place)?.focus({preventScroll: true});
    if (element.querySelector("[data-section]")) watchSections();
  }

  /* A chart that stays a chart takes its new data; any other panel that changed is put in its place. */
  function replacePanel(old, {id, digest, html}) {
    const fresh = parsed(html).firstElementChild;
    fresh.dataset.digest = digest;
    const data = fresh.querySelector(".chart + script");
    if (!old?.querySelector(".chart + script") || !data) return old ? (old.replaceWith(fresh), fresh) : fresh;
    old.dataset.digest = digest;
    window.wbgen.update(id, data.textContent);
    for (const part of ["header", ".notes"]) {
      const [before, after] = [old.querySelector(`:scope > ${part}`), fresh.querySelector(`:scope > ${part}`)];
      if (before && after) before.replaceWith(after);
      else if (before) before.remove();
      else if (after) part === "header" ? old.prepend(after) : old.append(after);
    }
    return null;
  }

  /* Whether a section could be drawn: not where it was replaced while it was asked about. */
  function draw(state, panels) {
    const known = panelsOf(state);
    const same = known.length === panels.length && panels.every(({id}, place) => known[place].id === id);
    if (!same && panels.some(({html}) => html === undefined)) {
      for (const panel of known) panel.remove();
      return false;
    }
    if (!same) {
      const made = panels.map((panel) => replacePanel(null, panel));
      state.element.replaceChildren(...made);
      window.wbgen.watch(state.element);
    } else {
      let placed = false;
      panels.forEach((panel, place) => {
        if (known[place].dataset.digest !== panel.digest) placed = Boolean(replacePanel(known[place], panel)) || placed;
      });
      if (placed) window.wbgen.watch(state.element);
    }
    state.element.removeAttribute("aria-busy");
    return true;
  }

  const isWanted = ({element, near}) => near && element.checkVisibility();

  async function ask() {
    clearTimeout(timer);
    if (document.hidden) return;
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    const begun = performance.now();
    /* The server draws a few at a time: those that wait longest come first. */
    const wanted = [...sections].filter(([, state]) => isWanted(state))
      .sort(([, one], [, other]) => one.drawn - other.drawn).map(([name]) => name);
    const upToDate = wanted.every((name) => sections.get(name).tag === tag);
    try {
      const answer = await fetch(address(wanted), {cache: "no-store", headers: upToDate && tag ? {"If-None-Match": tag} : {}});
      if (answer.status === 304) pause = Math.min(pause * GROWTH, SLOW);
      else if (!answer.ok) throw new Error(`it answers ${answer.status}`);
      else {
        const changed = await answer.json();
        if (changed.sections && document.querySelector("[data-awaits-charts]")) {
          location.reload();
          return;
        }
        tag = answer.headers.get("ETag") ?? "";
        pause = QUICK;
        for (const [name, fragment] of Object.entries(changed.fragments ?? {})) {
          const element = document.querySelector(`[data-fragment="${CSS.escape(name)}"]`);
          if (element) replaceFragment(element, fragment);
        }
        for (const [name, panels] of Object.entries(changed.sections ?? {})) {
          const state = sections.get(name);
          if (!state) continue;
          state.tag = draw(state, panels) ? tag : null;
          state.drawn = begun;
        }
        if (wanted.some((name) => sections.get(name)?.tag === null)) again = true;
      }
      say("");
    } catch (error) {
      again = false;
      pause = SLOW;
      say("This page is not up to date: the server does not answer. It is asked again.");
    } finally {
      busy = false;
    }
    timer = setTimeout(ask, again ? 0 : Math.max(pause, SHARE * (performance.now() - begun)));
    again = false;
  }

  function soon() {
    pause = QUICK;
    ask();
  }

  const near = new IntersectionObserver((entries) => {
    let news = false;
    for (const {target, isIntersecting} of entries) {
      const state = sections.get(target.dataset.section);
      if (state?.element !== target) continue;
      state.near = isIntersecting;
      news ||= isIntersecting && state.tag !== tag;
    }
    if (news) soon();
  }, {rootMargin: "600px"});
  function watchSections() {
    near.disconnect();
    sections.clear();
    for (const element of document.querySelectorAll("[data-section]")) {
      sections.set(element.dataset.section, {element, near: false, tag: null, drawn: 0});
      near.observe(element);
    }
  }

  /* A run is hidden and shown by its box; what is hidden stays so in the page's address. */
  document.addEventListener("change", ({target}) => {
    const run = target.dataset?.run;
    if (!run) return;
    const url = new URL(location.href), hidden = new Set(url.searchParams.getAll("hide"));
    if (target.checked) hidden.delete(run);
    else hidden.add(run);
    url.searchParams.delete("hide");
    for (const name of hidden) url.searchParams.append("hide", name);
    history.replaceState(null, "", url);
    tag = "";
    soon();
  });
  document.addEventListener("visibilitychange", soon);
  watchSections();
  timer = setTimeout(ask, QUICK);
})();
