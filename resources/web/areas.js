/* The layers of the map that the program works out on demand: service areas and catchments.
 *
 * The page says what is wanted, the window works it out in the background and sends it back (app/models/areas.py).
 * Only the window has these layers; the offline web map does not load this file.
 */
(function () {
  "use strict";

  const kit = window.xiaotuMap.kit;
  const wish = { reach: "none", mode: "", edges: false, catchments: false };
  let drawing = {};                 // what has come: {reach: {minutes, areas, edges}, catchments: []}
  let ui = null;

  function words() { return kit.words().areas; }
  function fill(text, n) { return text.replace("{n}", n); }

  // ------------------------------------------------------------------ what is wanted

  function ask() {
    const reach = wish.reach !== "none";
    window.xiaotuMap.tell("areasWanted", JSON.stringify({
      reach, of: wish.reach === "picked" ? "picked" : "all", mode: wish.mode, edges: wish.edges, catchments: wish.catchments,
    }));
    update();
  }

  function update() {
    if (!ui) return;
    const on = wish.reach !== "none";
    ui.reach.update();
    ui.mode.hidden = ui.edges.hidden = !on;
    ui.edges.firstChild.checked = wish.edges;
    ui.catchments.firstChild.checked = wish.catchments;
    ui.select.value = wish.mode;
  }

  /** Put the entries into the list of layers. */
  function build() {
    const { element } = kit, list = document.querySelector(".x-layer-list"), box = element("div", "x-area-layers");
    const reach = kit.segments(kit.words().areas_of, () => wish.reach, key => { wish.reach = key; ask(); });
    const mode = element("label", "x-area-row", words().mode), select = element("select");
    for (const [key, word] of [["", words().by_band], ...Object.entries(kit.words().mode)]) {
      const option = element("option", "", word);
      option.value = key;
      select.append(option);
    }
    select.addEventListener("change", () => { wish.mode = select.value; ask(); });
    mode.append(select);
    const edges = check(words().edges, on => { wish.edges = on; ask(); });
    const catchments = check(words().catchments, on => { wish.catchments = on; ask(); });
    box.append(element("div", "x-legend-head", words().reach), reach, mode, edges,
      element("div", "x-legend-head", words().who), catchments);
    list.append(box);
    const pill = element("div", "x-pill"), text = element("span"), bar = element("div", "x-pill-bar"), button = element("button", "x-link");
    bar.append(element("i"));
    button.type = "button";
    pill.append(text, bar, button);
    pill.hidden = true;
    pill.setAttribute("role", "status");
    const key = element("div", "x-key"), tops = element("div", "x-tops");
    key.hidden = true;
    tops.append(key, pill);
    document.querySelector(".x-chrome").append(tops);
    [pill, key].forEach(node => L.DomEvent.disableClickPropagation(node));
    ui = { reach, mode, select, edges, catchments, pill, text, bar, button, key };
    update();
  }

  function check(text, change) {
    const label = kit.element("label"), input = kit.element("input");
    input.type = "checkbox";
    input.addEventListener("change", () => change(input.checked));
    label.append(input, document.createTextNode(text));
    return label;
  }

  // ------------------------------------------------------------------ how far it is

  /** Show how far the work is: 0 to 1, -1 cancelled, -2 no school is picked yet. */
  function setProgress(share) {
    if (share === -2) { say(words().pick); return; }
    if (share < 0) { say(words().cancelled, words().again, ask); return; }
    say(words().working, words().cancel, () => window.xiaotuMap.tell("areasCancelled"));
    ui.bar.hidden = false;
    ui.bar.firstChild.style.width = `${Math.round(share * 100)}%`;
  }

  /** What the colours mean stays in sight while they are shown. */
  function showKey() {
    const reach = drawing.reach;
    if (!ui) return;
    ui.key.hidden = !reach;
    if (!reach) return;
    const title = kit.element("span", "", [words().reach, reach.school || kit.words().areas_of.all, reach.mode].join(" · "));
    const steps = reach.minutes.map(minutes => {
      const step = kit.element("span", "x-key-step"), box = kit.element("i");
      box.style.background = colourOf(minutes);
      step.append(box, document.createTextNode(String(minutes)));
      return step;
    });
    ui.key.replaceChildren(title, ...steps, kit.element("span", "x-note", words().unit));
  }

  function say(text, action, act) {
    ui.pill.hidden = !text;
    ui.bar.hidden = true;
    ui.text.textContent = text || "";
    ui.button.hidden = !action;
    ui.button.textContent = action || "";
    ui.button.onclick = act || null;
  }

  // ------------------------------------------------------------------ what has come

  function setAreas(next) {
    const read = one => ({ ...one, path: kit.pathOf(one.geometry), geometry: null });
    drawing = {};
    if (next.reach) {
      drawing.reach = { ...next.reach, areas: next.reach.areas.map(read), edges: next.reach.edges.map(read) };
    }
    if (next.catchments) drawing.catchments = next.catchments.map(read);
    if (!next.reach && !next.catchments && !next.fault) { if (wish.reach !== "picked") say(""); } else say(next.fault || "");
    if (!Object.keys(next).length && !kit.hasPlan()) { Object.assign(wish, { reach: "none", catchments: false, edges: false }); update(); }
    showKey();
    kit.redraw("areas", "lines", "legend");
  }

  function colours() { const of = kit.style().reach; return kit.isDark() ? of.colours_dark : of.colours; }
  function colourOf(minutes) { return colours()[Math.min(drawing.reach.minutes.indexOf(minutes), colours().length - 1)]; }

  function drawAreas(v) {
    const ctx = v.ctx;
    if (drawing.reach) {
      const share = drawing.reach.edges.length ? 0.35 : 0.8;
      for (const area of drawing.reach.areas) {
        ctx.globalCompositeOperation = "source-over";
        ctx.fillStyle = kit.tokens().surface; ctx.fill(area.path, "evenodd");    // the nearer one covers the farther one
        ctx.fillStyle = kit.alpha(colourOf(area.minutes), share); ctx.fill(area.path, "evenodd");
        ctx.strokeStyle = kit.alpha(kit.tokens().surface, 0.6); ctx.lineWidth = 0.8 / v.scale;
        ctx.stroke(area.path);
      }
    }
    if (drawing.catchments) drawCatchments(v, !drawing.reach);
  }

  function drawCatchments(v, filled) {
    const ctx = v.ctx, share = kit.isDark() ? 0.4 : 0.3, muted = kit.tokens().muted;
    for (const one of drawing.catchments) {
      const schools = one.schools.map(pair => pair[0]);
      if (filled && schools.length && schools[0]) {
        ctx.fillStyle = kit.alpha(kit.catchmentColour(schools[0]), one.kind === "fragment" ? share / 2 : share);
        ctx.fill(one.path, "evenodd");
        if (one.kind === "split" && schools[1]) {
          ctx.fillStyle = kit.hatch(v, kit.alpha(kit.catchmentColour(schools[1]), 0.55), 2.6); ctx.fill(one.path, "evenodd");
        }
      }
      if (one.kind === "exclave" || one.kind === "fragment") {
        ctx.fillStyle = crossed(v, kit.alpha(kit.tokens().text, one.kind === "exclave" ? 0.55 : 0.25)); ctx.fill(one.path, "evenodd");
      }
      ctx.lineJoin = "round";
      ctx.strokeStyle = kit.alpha(muted, one.kind === "split" ? 0.45 : 0.9);
      ctx.lineWidth = (one.kind === "split" ? 0.7 : 1.5) / v.scale;
      ctx.stroke(one.path);
    }
  }

  /** Exclaves are crossed both ways: stripes one way mean pupils of two schools. */
  function crossed(v, colour) {
    return kit.pattern(v, 7, (ctx, n) => {
      ctx.strokeStyle = colour; ctx.lineWidth = 1;
      ctx.beginPath(); ctx.moveTo(0, n); ctx.lineTo(n, 0); ctx.moveTo(0, 0); ctx.lineTo(n, n); ctx.stroke();
    });
  }

  function drawLines(v) {
    if (!drawing.reach) return;
    const ctx = v.ctx;
    ctx.lineJoin = ctx.lineCap = "round";
    for (const line of drawing.reach.edges.slice().reverse()) {
      ctx.strokeStyle = kit.mix(colourOf(line.minutes), kit.tokens().text, 0.2); ctx.lineWidth = 3 / v.scale;
      ctx.stroke(line.path);
    }
  }

  function addLegend(head, row, patch) {
    const tokens = kit.tokens();
    if (drawing.reach) {
      head(fill(words().legend, [drawing.reach.school || kit.words().areas_of.all, drawing.reach.mode].join(" · ")));
      for (const minutes of drawing.reach.minutes) {
        row(patch(() => [kit.alpha(colourOf(minutes), 0.8)]), fill(kit.words().text.minutes_under, minutes));
      }
    }
    if (drawing.catchments) {
      const kinds = new Set(drawing.catchments.map(one => one.kind)), some = kit.style().catchment.colours;
      head(words().who);
      row(patch(() => [kit.alpha(some[1], 0.35)]), words().main);
      if (kinds.has("split")) row(patch(v => [kit.alpha(some[1], 0.35), kit.hatch(v, kit.alpha(some[0], 0.55), 2.6)]), words().split);
      if (kinds.has("exclave")) row(patch(v => [kit.alpha(some[1], 0.35), crossed(v, kit.alpha(tokens.text, 0.55))]), words().exclave);
      if (kinds.has("fragment")) row(patch(v => [crossed(v, kit.alpha(tokens.text, 0.25))]), words().fragment);
    }
  }

  function state() {
    return { reach: drawing.reach ? drawing.reach.areas.map(a => a.minutes) : [], edges: drawing.reach ? drawing.reach.edges.length : 0,
      catchments: drawing.catchments ? drawing.catchments.length : 0, pill: ui.pill.hidden ? "" : ui.text.textContent };
  }

  window.xiaotuMap.overlay({
    theme: showKey,
    areas: drawAreas, lines: drawLines, legend: addLegend,
    covers: () => Boolean(drawing.reach || drawing.catchments),
    connect(bridge) {
      build();
      bridge.areas_sent.connect(text => setAreas(JSON.parse(text)));
      bridge.area_progress_sent.connect(setProgress);
      window.xiaotuMap.on("areasWanted", text => bridge.want_areas(text));
      window.xiaotuMap.on("areasCancelled", () => bridge.cancel_areas());
    },
  });
  window.xiaotuMap.areas = { setAreas, setProgress, state };
})();
