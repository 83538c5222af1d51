/* What a scenario has promised: lines that pupils must not cross, villages that stay together, schools that are settled.
 *
 * The window sends it (app/models/promise_shapes.py). It lies over the scenario's own state only: the actual state has
 * promised nothing.
 */
(function () {
  "use strict";

  const kit = window.xiaotuMap.kit;
  let drawing = null;               // {lines: [{name, shape, settlements, lines}], groups: [{settlements, lines}], schools: {id: lock}}

  function words() { return kit.words().promise; }
  function isOn() {
    return drawing !== null && kit.hasPlan() && kit.visible().promises && kit.shown().side === "after" && !kit.isCovered();
  }
  function colour() { const c = kit.style().promise.colour; return kit.isDark() ? kit.mix(c, "#FFFFFF", 0.45) : c; }

  function setPromises(next) {
    const place = line => {
      const chains = kit.chainsOf(line.shape), [x, y] = kit.middleOf(chains);
      return { ...line, chains, x, y, area: line.shape.type.endsWith("Polygon") };
    };
    drawing = next && kit.hasPlan() ? { ...next, lines: next.lines.map(place) } : null;
    kit.redraw("areas", "lines", "symbols", "legend");
  }

  /** The ground of the villages that are bound: dotted outlines in the colour of promises. */
  function drawLines(v) {
    if (!isOn()) return;
    const ctx = v.ctx;
    const bound = new Path2D();
    for (const line of drawing.lines) for (const id of line.settlements) if (kit.geo().cells.has(id)) bound.addPath(kit.geo().cells.get(id));
    ctx.strokeStyle = kit.alpha(colour(), 0.7); ctx.lineWidth = 1.4 / v.scale; ctx.setLineDash([1.5 / v.scale, 4 / v.scale]); ctx.lineCap = "round";
    ctx.stroke(bound); ctx.setLineDash([]);
    for (const line of drawing.lines) drawNoCrossing(ctx, line.chains, 1 / v.scale, line.area);
  }

  /** A line not to be crossed: a solid stroke with bars across it. */
  function drawNoCrossing(ctx, chains, px, area) {
    kit.trace(ctx, chains);
    if (area) { ctx.fillStyle = kit.alpha(colour(), 0.12); ctx.fill("evenodd"); }
    ctx.lineJoin = "round"; ctx.lineCap = "butt";
    ctx.strokeStyle = kit.tokens().surface; ctx.lineWidth = 6 * px; ctx.stroke();
    ctx.strokeStyle = colour(); ctx.lineWidth = 3 * px; ctx.stroke();
    ctx.beginPath();
    for (const chain of chains) bars(ctx, chain, px);
    ctx.lineWidth = 2 * px; ctx.stroke();
  }

  function bars(ctx, chain, px) {
    const places = kit.placesAlong(chain, 8 * px, 12 * px);
    places.forEach(([x, y], i) => {
      const [a, b] = [places[Math.max(0, i - 1)], places[Math.min(places.length - 1, i + 1)]];
      const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      if (!length) return;
      const dx = -(b[1] - a[1]) / length * 5 * px, dy = (b[0] - a[0]) / length * 5 * px;
      ctx.moveTo(x - dx, y - dy); ctx.lineTo(x + dx, y + dy);
    });
  }

  /** Villages that stay together are tied to each other; what is promised of a school stands beside it. */
  function drawMarks(v, placed) {
    if (!isOn()) return;
    const ctx = v.ctx;
    for (const group of drawing.groups) drawTie(v, group.settlements);
    for (const [id, lock] of Object.entries(drawing.schools)) {
      const s = kit.geo().schools.get(id);
      if (!s) continue;
      const [x, y] = kit.at(v, s), r = kit.schoolRadius(id, v.zoom);
      if (kit.inside(v, x, y)) drawLock(ctx, lock, x + r + 2, y - r - 2);
      placed.push([x + r - 5, y - r - 9, x + r + 9, y - r + 5]);
    }
    if (kit.fontsReady()) for (const line of drawing.lines) drawName(v, line, placed);
  }

  function drawTie(v, ids) {
    const ctx = v.ctx, places = ids.map(id => kit.geo().settlements.get(id)).filter(Boolean).map(s => kit.at(v, s));
    tie(ctx, chain(places));
  }
  /** The shortest way to string places together, near enough: always the nearest one next. */
  function chain(places) {
    const left = places.slice(1), way = places.slice(0, 1);
    while (left.length) {
      const [x, y] = way[way.length - 1];
      left.sort((a, b) => Math.hypot(a[0] - x, a[1] - y) - Math.hypot(b[0] - x, b[1] - y));
      way.push(left.shift());
    }
    return way;
  }
  function tie(ctx, places) {
    if (!places.length) return;
    kit.trace(ctx, [places]);
    ctx.lineCap = ctx.lineJoin = "round";
    ctx.strokeStyle = kit.tokens().surface; ctx.lineWidth = 5; ctx.stroke();
    ctx.strokeStyle = colour(); ctx.lineWidth = 2.2; ctx.setLineDash([6, 3]); ctx.stroke(); ctx.setLineDash([]);
    for (const [x, y] of places) { ctx.beginPath(); ctx.arc(x, y, 8, 0, 7); ctx.lineWidth = 2.2; ctx.stroke(); }
  }

  /** Must stay: a padlock. Must close: a padlock crossed out. Undecided: a question mark. */
  function drawLock(ctx, lock, x, y) {
    ctx.lineCap = ctx.lineJoin = "round";
    ctx.beginPath(); ctx.arc(x, y, 7.5, 0, 7);
    ctx.fillStyle = kit.tokens().surface; ctx.fill();
    ctx.strokeStyle = colour(); ctx.lineWidth = 1.5; ctx.stroke();
    if (lock === "undecided") {
      ctx.font = "bold 11px sans-serif"; ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = colour();
      ctx.fillText("?", x, y + 0.5); ctx.textAlign = "left";
      return;
    }
    ctx.fillStyle = colour(); ctx.fillRect(x - 3.4, y - 0.8, 6.8, 4.8);
    ctx.beginPath(); ctx.arc(x, y - 0.8, 2.3, Math.PI, 0); ctx.lineWidth = 1.4; ctx.stroke();
    if (lock === "must_close") {
      ctx.beginPath(); ctx.moveTo(x - 5, y + 5); ctx.lineTo(x + 5, y - 5);
      ctx.strokeStyle = kit.tokens().surface; ctx.lineWidth = 3.2; ctx.stroke();
      ctx.strokeStyle = colour(); ctx.lineWidth = 1.6; ctx.stroke();
    }
  }

  function drawName(v, line, placed) {
    const [x, y] = kit.at(v, line);
    if (!kit.inside(v, x, y)) return;
    const half = kit.plateHalf(v.ctx, line.name);
    const spots = [[0, 18], [0, -18], [half + 12, 0], [-half - 12, 0]].map(([dx, dy]) => [x + dx - half, y + dy - 9, x + dx + half, y + dy + 9]);
    const free = spots.find(box => !placed.some(b => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]));
    if (!free) return;
    kit.drawPlate(v.ctx, line.name, free, colour());
    placed.push(free);
  }

  /** The promise whose line is under a point (in pixels of the reference zoom). */
  function noted(p, scale) {
    if (!isOn()) return null;
    const near = line => line.chains.some(chain => chain.some((b, i) => i && kit.distanceTo(p, chain[i - 1], b) < 6 / scale));
    return drawing.lines.find(near) || null;
  }

  /** What is promised of the thing under the pointer. */
  function tooltipOf(hit) {
    if (!isOn()) return [];
    if (hit.kind === "school") return drawing.schools[hit.id] ? [words()[drawing.schools[hit.id]]] : [];
    return drawing.groups.filter(g => g.settlements.includes(hit.id)).flatMap(g => g.lines)
      .concat(drawing.lines.filter(l => l.settlements.includes(hit.id)).map(l => l.lines[0]));
  }

  function addLegend(head, row) {
    if (!isOn()) return false;
    const locks = new Set(Object.values(drawing.schools));
    if (!drawing.lines.length && !drawing.groups.length && !locks.size) return false;
    head(words().head);
    if (drawing.lines.length) {
      row(ctx => drawNoCrossing(ctx, [[[1, 9], [25, 9]]], 1, false), words().no_crossing);
      row(ctx => {
        ctx.strokeStyle = kit.alpha(colour(), 0.8); ctx.lineWidth = 1.4; ctx.lineCap = "round"; ctx.setLineDash([1.5, 4]);
        ctx.strokeRect(4, 3, 18, 12); ctx.setLineDash([]);
      }, words().bound);
    }
    if (drawing.groups.length) row(ctx => { ctx.save(); ctx.translate(13, 9); ctx.scale(0.6, 0.6); tie(ctx, [[-12, 0], [12, 0]]); ctx.restore(); }, words().together);
    for (const lock of ["must_stay", "must_close", "undecided"]) if (locks.has(lock)) row(ctx => drawLock(ctx, lock, 13, 9), words()[lock]);
    return false;
  }

  window.xiaotuMap.overlay({
    theme() {}, covers: () => false, areas() {}, lines: drawLines, marks: drawMarks, legend: addLegend, noted, also: tooltipOf,
    connect(bridge) { bridge.promises_sent.connect(text => setPromises(JSON.parse(text))); },
  });
  window.xiaotuMap.promises = {
    setPromises,
    state: () => drawing && { lines: drawing.lines.map(l => l.name), groups: drawing.groups.length, schools: drawing.schools, shown: isOn() },
  };
})();
