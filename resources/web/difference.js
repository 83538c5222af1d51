/* Where two scenarios differ: villages by minutes won and lost, schools decided otherwise, who goes elsewhere.
 *
 * The window works it out (app/models/difference.py) and sends it; while it is shown, it takes the place of the plan's
 * own fills and symbols. Brown and hatched = farther, blue-green and plain = nearer: told apart without colour, too.
 */
(function () {
  "use strict";

  const kit = window.xiaotuMap.kit;
  let drawing = null;               // {title, same_min, villages, ways, moves, status, differs, sites}
  let cells = null;                 // the paths of the cells by what is drawn in them
  let title = null, before = null;

  function words() { return kit.words().difference; }
  function style() { return kit.style().difference; }
  function fill(text, n) { return text.replace("{n}", n); }
  function isOn() { return drawing !== null && kit.hasPlan(); }

  function setDifference(next) {
    arrange(Boolean(drawing), Boolean(next));
    drawing = next && { ...next, sites: kit.pointsOf(next.sites || []) };
    cells = null;
    if (title) { title.hidden = !drawing; title.textContent = drawing ? drawing.title : ""; }
    kit.refresh();
  }

  /** The whole county and what the colours mean come into sight; afterwards the map is as it was. */
  function arrange(was, will) {
    const map = kit.map();
    if (will && !was) {
      before = { legend: kit.legend().open, centre: map.getCenter(), zoom: map.getZoom() };
      kit.legend().open = true;
      kit.fit();
    } else if (was && !will && before) {
      kit.legend().open = before.legend;
      map.setView(before.centre, before.zoom, { animate: false });
    }
  }

  // ------------------------------------------------------------------ villages

  /** The step of a number of minutes: 0, 1, 2; also where the class says so although the minutes are few. */
  function stepOf(minutes) { return style().breaks_min.filter(limit => minutes > limit).length; }
  function arm(of) {
    if (["over_new", "longer", "mixed"].includes(of.class)) return of.longer > drawing.same_min ? "longer" : "";
    return of.shorter > drawing.same_min ? "shorter" : "";
  }
  /** In the dark the strongest step is the lightest. */
  function colourOf(name, step) { const list = style()[name]; return kit.isDark() ? list[list.length - 1 - step] : list[step]; }

  function gather() {
    if (cells) return cells;
    cells = { longer: [], shorter: [], mixed: new Path2D(), over: new Path2D(), moved: new Path2D(), unknown: new Path2D() };
    for (const [id, of] of Object.entries(drawing.villages)) {
      const path = kit.geo().cells.get(id), name = arm(of);
      if (!path) continue;
      if (name) {
        const step = stepOf(of[name]);
        (cells[name][step] = cells[name][step] || new Path2D()).addPath(path);
      } else if (of.class === "moved" || of.class === "over_new" || of.class === "over_cured") cells.moved.addPath(path);
      if (of.class === "mixed") cells.mixed.addPath(path);
      if (of.class === "over_new") cells.over.addPath(path);
      if (of.class === "unknown") cells.unknown.addPath(path);
    }
    return cells;
  }

  function drawAreas(v) {
    if (!isOn()) return;
    const ctx = v.ctx, found = gather();
    found.longer.forEach((path, step) => fillFarther(v, path, step));
    found.shorter.forEach((path, step) => { ctx.fillStyle = kit.alpha(colourOf("shorter", step), 0.85); ctx.fill(path); });
    ctx.fillStyle = nearerDots(v); ctx.fill(found.mixed);
    ctx.fillStyle = kit.alpha(kit.tokens().muted, 0.22); ctx.fill(found.moved);
    ctx.fillStyle = kit.hatch(v, kit.alpha(kit.tokens().muted, 0.4), 1); ctx.fill(found.unknown);
    ctx.fillStyle = overDots(v); ctx.fill(found.over);
    const lines = new Path2D();
    for (const { path } of kit.geo().borders) lines.addPath(path);
    ctx.strokeStyle = kit.alpha(kit.tokens().muted, 0.35); ctx.lineWidth = 0.8 / v.scale;
    ctx.stroke(lines);
  }

  function fillFarther(v, path, step) {
    v.ctx.fillStyle = kit.alpha(colourOf("longer", step), 0.85); v.ctx.fill(path);
    v.ctx.fillStyle = kit.hatch(v, kit.alpha(kit.tokens().surface, 0.55), 1.4); v.ctx.fill(path);
  }
  /** The dots of 超时, ringed: they lie on brown as well as on white. */
  function overDots(v) {
    return kit.pattern(v, 11, (ctx, n) => {
      for (const [colour, radius] of [[kit.tokens().surface, 2.6], [kit.style().mark.over, 1.8]]) {
        ctx.fillStyle = colour;
        for (const [x, y] of [[n / 4, n / 4], [3 * n / 4, 3 * n / 4]]) { ctx.beginPath(); ctx.arc(x, y, radius, 0, 7); ctx.fill(); }
      }
    });
  }
  /** Some nearer among those farther: dots of the other arm. */
  function nearerDots(v) { return kit.dots(v, colourOf("shorter", 2), 9, 1.7); }

  // ------------------------------------------------------------------ schools and ways

  function schools() {
    const own = [...kit.geo().schools.values()].filter(s => !s.planned);
    return own.concat([...drawing.sites.values()]);
  }
  function schoolOf(id) { return drawing.sites.get(id) || kit.geo().schools.get(id); }
  function radius(s, v) { return (drawing.differs[s.id] ? 8 : 5) * kit.roomFactor(v.zoom); }

  function drawSymbols(v, placed) {
    if (!isOn()) return false;
    const ctx = v.ctx, shown = kit.shown();
    kit.onScreen(v);
    drawDots(v);
    for (const [one, other, pupils] of arrows(shown)) {
      ctx.globalAlpha = shown.kind === "settlement" ? 0.2 : 1;
      way(v, one, other, pupils);
    }
    ctx.globalAlpha = 1;
    if (shown.kind === "settlement") drawWays(v, shown.id);
    for (const s of kit.sorted(schools(), s => drawing.differs[s.id] ? 1 : 0)) drawOne(v, s, placed);
    if (kit.fontsReady()) drawNames(v, placed);
    return true;
  }

  /** Of very many arrows the strongest; all of a school that is picked. */
  function arrows(shown) {
    if (shown.kind === "school") return drawing.moves.filter(move => move.slice(0, 2).includes(shown.id));
    return drawing.moves.slice(0, style().most_arrows);
  }

  function drawDots(v) {
    for (const s of kit.geo().settlements.values()) {
      const [x, y] = kit.at(v, s), r = Math.min(5, 1.6 + Math.sqrt(Number(s.pupils) || 0) * 0.16) * kit.roomFactor(v.zoom);
      v.ctx.beginPath(); v.ctx.arc(x, y, r, 0, 7);
      v.ctx.fillStyle = kit.isDark() ? "#96A3B1" : "#5A6675"; v.ctx.fill();
      v.ctx.strokeStyle = kit.tokens().surface; v.ctx.lineWidth = 1; v.ctx.stroke();
    }
  }

  function drawOne(v, s, placed) {
    const ctx = v.ctx, [x, y] = kit.at(v, s), r = radius(s, v), differs = drawing.differs[s.id];
    if (!kit.inside(v, x, y)) return;
    ctx.globalAlpha = differs || kit.shown().id === s.id ? 1 : 0.55;
    kit.drawSchool(ctx, { ...s, status: drawing.status[s.id] || "retain" }, x, y, r);
    ctx.globalAlpha = 1;
    if (differs || kit.shown().id === s.id) {
      ctx.beginPath(); ctx.arc(x, y, r + 5, 0, 7);
      ctx.strokeStyle = kit.tokens().surface; ctx.lineWidth = 4; ctx.stroke();
      ctx.strokeStyle = kit.shown().id === s.id ? kit.tokens().accent : kit.tokens().text; ctx.lineWidth = 1.8; ctx.stroke();
    }
    placed.push([x - r - 6, y - r - 6, x + r + 6, y + r + 6]);
  }

  /** An arrow from the school of the reference to that of the scenario. */
  function way(v, one, other, pupils) {
    const from = schoolOf(one), to = schoolOf(other);
    if (from && to && (from.x !== to.x || from.y !== to.y)) {
      kit.drawArrow(v, kit.at(v, from), kit.at(v, to), radius(from, v), radius(to, v), kit.tokens().text, pupils);
    }
  }

  /** From a village: dashed to the school it leaves, an arrow to the one it goes to. */
  function drawWays(v, id) {
    const village = kit.geo().settlements.get(id), ctx = v.ctx;
    for (const [one, other, pupils] of drawing.ways[id] || []) {
      const from = schoolOf(one), to = schoolOf(other);
      if (from) {
        ctx.beginPath(); ctx.moveTo(...kit.at(v, village)); ctx.lineTo(...kit.at(v, from));
        ctx.strokeStyle = kit.tokens().text; ctx.lineWidth = 2; ctx.setLineDash([4, 4]); ctx.stroke(); ctx.setLineDash([]);
      }
      if (to) kit.drawArrow(v, kit.at(v, village), kit.at(v, to), 4, radius(to, v), kit.tokens().accent, pupils);
    }
  }

  function drawNames(v, placed) {
    const wanted = schools().map(s => ({ s, weight: (drawing.differs[s.id] ? 1e4 : 0) + (kit.shown().id === s.id ? 1e5 : 0) }));
    for (const { s, weight } of kit.sorted(wanted, one => -one.weight)) {
      if (!weight && v.zoom < 12.25) continue;
      kit.placeLabel(v, { text: s.name, thing: s, r: radius(s, v) + 3, size: 12, bold: weight > 0, colour: kit.tokens().text }, placed);
    }
    if (kit.shown().kind === "settlement") {
      const s = kit.geo().settlements.get(kit.shown().id);
      kit.placeLabel(v, { text: s.name, thing: s, r: 5, size: 12, bold: true, colour: kit.tokens().text }, placed);
    }
  }

  // ------------------------------------------------------------------ words

  function tooltip(hit) {
    if (!isOn()) return null;
    if (hit.kind === "settlement") {
      const s = kit.geo().settlements.get(hit.id), of = drawing.villages[hit.id];
      return [[s.name, "name"], [s.township, "note"]].concat((of ? of.lines : [words().same]).map(line => [line]));
    }
    const s = kit.geo().schools.get(hit.id), pair = drawing.differs[hit.id];
    const lines = [[s.name, "name"], [s.township, "note"]];
    return lines.concat(pair ? pair.lines.map(line => [line]) : [[words().school_same]]);
  }

  function range(step) {
    const limits = [drawing.same_min, ...style().breaks_min];
    return step === limits.length - 1 ? fill(kit.words().text.minutes_over, limits[step])
      : fill(kit.words().text.minutes, `${limits[step]}—${limits[step + 1]}`);
  }

  /** The legend of the difference; true: nothing else belongs to it. */
  function addLegend(head, row, patch) {
    if (!isOn()) return false;
    const found = gather(), kinds = new Set(Object.values(drawing.villages).map(of => of.class));
    head(words().villages);
    for (const [name, text] of [["longer", words().longer], ["shorter", words().shorter]]) {
      for (let step = style()[name].length - 1; step >= 0; step--) {
        if (!found[name][step]) continue;
        row(patch(v => name === "shorter" ? [kit.alpha(colourOf(name, step), 0.85)]
          : [kit.alpha(colourOf(name, step), 0.85), kit.hatch(v, kit.alpha(kit.tokens().surface, 0.55), 1.4)]), fill(text, range(step)));
      }
    }
    if (kinds.has("mixed")) row(patch(v => [kit.alpha(colourOf("longer", 0), 0.85), nearerDots(v)]), words().mixed);
    if (kinds.has("over_new")) row(patch(v => [overDots(v)]), words().over_new);
    if (found.moved && (kinds.has("moved") || kinds.has("over_new"))) row(patch(() => [kit.alpha(kit.tokens().muted, 0.22)]), words().moved);
    if (kinds.has("unknown")) row(patch(v => [kit.hatch(v, kit.alpha(kit.tokens().muted, 0.4), 1)]), words().unknown);
    row(patch(() => []), fill(words().same_legend, drawing.same_min));
    head(kit.words().text.schools);
    const differing = new Set(Object.keys(drawing.differs).map(id => drawing.status[id] || "retain"));
    for (const name of Object.keys(kit.words().status)) {
      if (differing.has(name)) row(ctx => kit.drawSchool(ctx, { shape: "circle", status: name }, 13, 9, 6), kit.words().status[name]);
    }
    if (differing.size) row(ctx => { ctx.beginPath(); ctx.arc(13, 9, 6, 0, 7); ctx.strokeStyle = kit.tokens().text; ctx.lineWidth = 1.8; ctx.stroke(); }, words().differs);
    if (drawing.moves.length) row((ctx, v) => kit.drawArrow(v, [1, 11], [26, 11], 0, 0, kit.tokens().text, 20),
      drawing.moves.length > style().most_arrows ? fill(words().moves_most, style().most_arrows) : words().moves);
    return true;
  }

  window.xiaotuMap.overlay({
    theme() {}, covers: isOn, areas: drawAreas, lines() {}, symbols: drawSymbols, legend: addLegend, tooltip,
    connect(bridge) {
      title = kit.element("div", "x-key x-difference");
      title.hidden = true;
      document.querySelector(".x-tops").append(title);
      bridge.difference_sent.connect(text => setDifference(JSON.parse(text)));
    },
  });
  window.xiaotuMap.difference = {
    setDifference,
    state: () => drawing && { title: drawing.title, villages: Object.keys(drawing.villages).length, moves: drawing.moves.length,
      differs: Object.keys(drawing.differs), farther: gather().longer.filter(Boolean).length, nearer: gather().shorter.filter(Boolean).length },
  };
})();
