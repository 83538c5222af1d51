/* 校图's map: one engine for the window and for the offline web map.
 *
 * Geometry comes once, then only properties by id (gis/report/layers.py says in which form). Everything is drawn on
 * three canvases: areas (catchments, travel time), lines (roads, water, boundary) and symbols (schools, settlements,
 * arrows, labels). Shape says what a school is, fill what happens to it, size how many pupils.
 * Names are data: they reach the page as canvas text or text nodes, never as HTML.
 */
(function () {
  "use strict";

  const RANK = ["unreachable", "over", "borderline", "unknown", "boarding", "within", "no_limit"];
  const REF_ZOOM = 12;              // shapes are kept in pixels of this zoom, relative to the county's centre
  const FADE_MS = 150;
  const LEGEND_PX = 216;            // least room that the open legend takes on the right
  const FONT = '"Noto Sans SC","Microsoft YaHei UI","Microsoft YaHei","PingFang SC","Hiragino Sans GB",' +
    '"Source Han Sans SC","WenQuanYi Micro Hei",sans-serif';

  // ------------------------------------------------------------------ state

  let map = null, style = null, words = null, sheets = null, ui = null;
  let geo = emptyGeometry();
  let props = { schools: {}, bands: {} };
  let groups = null;                // cells gathered by school, for the band and side on screen
  let tokens = {
    bg: "#F7F8FA", surface: "#FFFFFF", border: "#D5D9E0", text: "#1B2430", muted: "#566273", accent: "#0B6BB8",
    on_accent: "#FFFFFF", warn: "#8A5300", warn_surface: "#FFF6E5", hover: "#EDF0F4",
  };
  const shown = { side: "after", band: "g1_3", view: "catchment", kind: "", id: "", route: null, township: "" };
  const visible = { schools: true, settlements: true, labels: true, roads: true, water: true, edits: true, promises: true };
  const listeners = {};
  let asking = false;               // the next click names a place and selects nothing
  let pins = [];                    // what was seen in the field: [{lon, lat, kind, lines}]
  let edits = [];                   // a scenario's changes to the roads, see setEdits
  let chosenEdit = "";
  let sketch = null;                // what is being drawn by hand, see askShape
  let spot = null;                  // the ring around a place that an issue names
  let fontsReady = false;           // names wait for the font, so that none ever shows as boxes
  const drawn = { labels: [], paint_ms: {} };
  const reduced = window.matchMedia("(prefers-reduced-motion: reduce)");

  function emptyGeometry() {
    return { origin: null, bounds: null, outline: null, cells: new Map(), borders: [], roads: [], barriers: [],
      settlements: new Map(), schools: new Map(), townships: [] };
  }

  function fill(text, n) { return text.replace("{n}", n); }
  function say(key, n) { return fill(words.text[key], n); }
  /* Layers of other files: {areas, lines, legend, covers, connect, theme}, and where they have them: symbols (in the
   * place of the plan's; true = drawn), marks (over the schools), tooltip (in the place of the plan's), also (lines at its
   * end), noted (a thing with lines under a place), takesClick. */
  const overlays = [];
  function isCovered() { return overlays.some(o => o.covers()); }
  function isReplaced() { return overlays.some(o => o.symbols && o.covers()); }
  function emit(name, ...values) { (listeners[name] || []).forEach(f => f(...values)); }

  /** Counts may be withheld ("<5"): then they have no size. */
  function number(count) { return typeof count === "number" ? count : 0; }
  function band() { return props.bands[shown.band] || { settlements: {}, schools: {}, limit_min: null }; }
  function side(of, name) { return of && (of.both || of[name || shown.side]); }
  function journey(id, name) { return side(band().settlements[id], name); }
  function mainSchool(id, name) { const j = journey(id, name); return j && j.to.length ? j.to[0][0] : ""; }
  function schoolProps(id) { return props.schools[id]; }
  function teaches(id, name) { const of = band().schools[id]; return Boolean(of && of[name || shown.side].teaches); }
  function status(id) { const p = schoolProps(id); return shown.side === "before" || !p ? "retain" : p.status; }
  function isUnbuilt(id) { const s = geo.schools.get(id); return Boolean(s && s.planned && shown.side === "before"); }
  function nameOf(id) { const s = geo.schools.get(id); return s ? s.name : id; }

  // ------------------------------------------------------------------ colours

  function rgb(hex) { return [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)); }
  function mix(a, b, share) {
    const x = rgb(a), y = rgb(b);
    return "#" + x.map((v, i) => Math.round(v + (y[i] - v) * share).toString(16).padStart(2, "0")).join("");
  }
  function alpha(hex, share) { const [r, g, b] = rgb(hex); return `rgba(${r},${g},${b},${share})`; }
  function isDark() { const [r, g, b] = rgb(tokens.bg); return 0.299 * r + 0.587 * g + 0.114 * b < 128; }
  function catchmentColour(school) {
    const p = schoolProps(school);
    const colour = style.catchment.colours[p ? p.colour : 0];
    return isDark() ? mix(colour, "#FFFFFF", 0.4) : colour;
  }
  function timeColours() { return isDark() ? style.time.colours.slice().reverse() : style.time.colours; }
  function statusColour(name) {
    const colour = style.status[name] || style.status.retain;
    return isDark() ? mix(colour, "#FFFFFF", name === "merge" || name === "suspend" ? 0.35 : 0.15) : colour;
  }

  // ------------------------------------------------------------------ geometry, once per plan

  function project(lonlat) {
    const p = map.project([lonlat[1], lonlat[0]], REF_ZOOM);
    return [p.x - geo.origin.x, p.y - geo.origin.y];
  }

  function addLine(path, coordinates, close) {
    coordinates.forEach((c, i) => { const [x, y] = project(c); if (i) path.lineTo(x, y); else path.moveTo(x, y); });
    if (close) path.closePath();
  }

  function pathOf(geometry) {
    const path = new Path2D(), c = geometry.coordinates;
    if (geometry.type === "LineString") addLine(path, c);
    else if (geometry.type === "MultiLineString") c.forEach(line => addLine(path, line));
    else if (geometry.type === "Polygon") c.forEach(ring => addLine(path, ring, true));
    else if (geometry.type === "MultiPolygon") c.forEach(p => p.forEach(ring => addLine(path, ring, true)));
    else if (geometry.geometries) geometry.geometries.forEach(g => path.addPath(pathOf(g)));
    return path;
  }

  function isArea(geometry) { return geometry.type.endsWith("Polygon"); }

  function features(layers, name) { return layers[name] ? layers[name].features : []; }

  function pointsOf(list) {
    return new Map(list.map(f => {
      const [x, y] = project(f.geometry.coordinates), [lng, lat] = f.geometry.coordinates;
      return [f.properties.id, { ...f.properties, x, y, lat, lng }];
    }));
  }

  function setGeometry(layers) {
    geo = emptyGeometry();
    const outline = features(layers, "boundary");
    const corners = outline.concat(features(layers, "settlements"), features(layers, "schools"));
    if (corners.length) {
      geo.bounds = L.geoJSON({ type: "FeatureCollection", features: corners }).getBounds();
      geo.origin = map.project(geo.bounds.getCenter(), REF_ZOOM);
      outline.forEach(f => { (geo.outline = geo.outline || new Path2D()).addPath(pathOf(f.geometry)); });
      features(layers, "cells").forEach(f => geo.cells.set(f.properties.id, pathOf(f.geometry)));
      geo.borders = features(layers, "borders").map(f => ({ ...f.properties, path: pathOf(f.geometry) }));
      geo.roads = features(layers, "roads").map(f => ({ ...f.properties, path: pathOf(f.geometry) }));
      geo.barriers = features(layers, "barriers").map(
        f => ({ ...f.properties, path: pathOf(f.geometry), area: isArea(f.geometry) }));
      geo.settlements = pointsOf(features(layers, "settlements"));
      geo.schools = pointsOf(features(layers, "schools"));
      geo.townships = features(layers, "townships").map(f => {
        const [x, y] = project(f.geometry.coordinates);
        return { ...f.properties, x, y };
      });
    }
    placePins();
    placeEdits();
    shown.kind = shown.id = shown.township = ""; shown.route = null;
    ui.empty.hidden = geo.bounds !== null;
    ui.chrome.hidden = geo.bounds === null;
    groups = null;
    fit();
    redraw("areas", "lines", "symbols");
  }

  function placePins() {
    for (const pin of geo.origin ? pins : []) [pin.x, pin.y] = project([pin.lon, pin.lat]);
  }

  /** Mark places where something was seen in the field. */
  function setPins(next) {
    pins = next;
    placePins();
    redraw("symbols");
  }

  /** Take new properties, of all bands or of the one to be shown; the catchments fade over in at most FADE_MS. */
  function setProperties(next) {
    props = { schools: {}, bands: {}, ...next };
    setSites();
    refresh();
  }

  /** The schools that the plan builds come and go with it. */
  function setSites() {
    for (const s of [...geo.schools.values()]) if (s.planned) geo.schools.delete(s.id);
    if (!geo.origin) return;
    for (const [id, s] of pointsOf(features(props, "sites"))) if (!geo.schools.has(id)) geo.schools.set(id, { ...s, planned: true });
  }

  function refresh() {
    groups = null;
    fade(sheets.areas); fade(sheets.symbols);
    redraw("areas", "symbols");
    ui.update();
  }

  /** Gather the cells on screen by school and by travel class, one path each, so that no seams show. */
  function gather() {
    if (groups) return groups;
    groups = { school: new Map(), step: new Map(), over: new Path2D(), unreachable: new Path2D(), exclave: new Path2D(), borderline: [] };
    for (const [id, path] of geo.cells) {
      const j = journey(id);
      if (!j) continue;
      const school = j.to[0][0];
      if (school) add(groups.school, school, path);
      if (j.exclave) groups.exclave.addPath(path);
      if (j.flag === "over") groups.over.addPath(path);
      else if (j.flag === "unreachable") groups.unreachable.addPath(path);
      else if (j.flag === "borderline") groups.borderline.push(path);
      if (j.step !== null && j.flag !== "over" && j.flag !== "boarding") add(groups.step, j.step, path);
    }
    return groups;
    function add(target, key, path) {
      if (!target.has(key)) target.set(key, new Path2D());
      target.get(key).addPath(path);
    }
  }

  // ------------------------------------------------------------------ canvases

  const Sheet = L.Renderer.extend({
    initialize(pane, draw) {
      L.Renderer.prototype.initialize.call(this, { pane, padding: 0.25 });
      this._draw = draw;
    },
    _initContainer() {
      this._container = document.createElement("canvas");
      this._ctx = this._container.getContext("2d");
    },
    _destroyContainer() { this._container.remove(); },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize(), ratio = window.devicePixelRatio || 1, canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      canvas.width = Math.round(size.x * ratio);
      canvas.height = Math.round(size.y * ratio);
      canvas.style.width = size.x + "px";
      canvas.style.height = size.y + "px";
      this.paint();
    },
    paint() {
      const ctx = this._ctx, ratio = window.devicePixelRatio || 1;
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, this._container.width, this._container.height);
      if (!geo.origin) return;
      const zoom = this._map.getZoom(), scale = this._map.getZoomScale(zoom, REF_ZOOM);
      const shift = geo.origin.multiplyBy(scale).subtract(this._map.getPixelOrigin()).subtract(this._bounds.min);
      const start = performance.now();
      this._draw({ ctx, ratio, zoom, scale, shift, size: this._bounds.getSize() });
      drawn.paint_ms[this.options.pane] = performance.now() - start;
    },
  });

  let pending = null;
  function redraw(...names) {
    if (!pending) {
      pending = new Set();
      requestAnimationFrame(() => { const now = pending; pending = null; now.forEach(n => sheets[n].paint()); });
    }
    names.forEach(n => pending.add(n));
  }

  /** Leave the old picture on top for a moment and let it vanish. */
  function fade(sheet) {
    if (reduced.matches || !sheet._container.width) return;
    const old = sheet._container, copy = old.cloneNode();
    copy.getContext("2d").drawImage(old, 0, 0);
    copy.classList.add("x-fade");
    old.after(copy);
    copy.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, easing: "ease-out" })
      .finished.then(() => copy.remove(), () => copy.remove());
  }

  /** Draw in map pixels of REF_ZOOM (paths); line widths are divided by the scale. */
  function onMap(v) { v.ctx.setTransform(v.ratio * v.scale, 0, 0, v.ratio * v.scale, v.ratio * v.shift.x, v.ratio * v.shift.y); }
  /** Draw in screen pixels (symbols, text). */
  function onScreen(v) { v.ctx.setTransform(v.ratio, 0, 0, v.ratio, 0, 0); }
  function at(v, thing) { return [thing.x * v.scale + v.shift.x, thing.y * v.scale + v.shift.y]; }

  function pattern(v, size, paint) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = Math.round(size * v.ratio);
    const ctx = tile.getContext("2d");
    ctx.scale(tile.width / size, tile.width / size);
    paint(ctx, size);
    const result = v.ctx.createPattern(tile, "repeat");
    result.setTransform(new DOMMatrix().scale(size / tile.width / v.scale));
    return result;
  }
  function dots(v, colour, size, radius) {
    return pattern(v, size || 7, (ctx, n) => {
      ctx.fillStyle = colour;
      for (const [x, y] of [[n / 4, n / 4], [3 * n / 4, 3 * n / 4]]) {
        ctx.beginPath(); ctx.arc(x, y, radius || 1.1, 0, 7); ctx.fill();
      }
    });
  }
  /** The dots of 超时 over a catchment: sparse, so that its colour stays readable. */
  function overDots(v) { return dots(v, alpha(style.mark.over, 0.75), 10, 1); }
  function hatch(v, colour, width) {
    return pattern(v, 8, (ctx, n) => {
      ctx.strokeStyle = colour; ctx.lineWidth = width || 1.2;
      ctx.beginPath();
      for (const d of [-n, 0, n]) { ctx.moveTo(d, n); ctx.lineTo(d + n, 0); }
      ctx.stroke();
    });
  }

  // ------------------------------------------------------------------ areas

  function drawAreas(v) {
    const ctx = v.ctx, g = gather();
    onMap(v);
    if (geo.outline) { ctx.fillStyle = tokens.surface; ctx.fill(geo.outline, "evenodd"); }
    overlays.forEach(o => o.areas(v));
    if (!isCovered()) { if (shown.view === "time") drawTimes(v, g); else drawCatchments(v, g); }
    if (shown.kind === "school" && !isCovered()) drawSelected(v, g);
    if (shown.township) drawTownship(v);
    if (shown.kind === "settlement" && geo.cells.has(shown.id)) {
      ctx.strokeStyle = tokens.accent; ctx.lineWidth = 2.5 / v.scale; ctx.stroke(geo.cells.get(shown.id));
    }
  }

  /** The outer edge of a township's villages. */
  function drawTownship(v) {
    const ctx = v.ctx, inside = id => { const s = geo.settlements.get(id); return Boolean(s) && isShownTownship(s); };
    const edge = new Path2D(), own = new Path2D();
    for (const { a, b, path } of geo.borders) if (inside(a) !== inside(b)) edge.addPath(path);
    for (const [id, path] of geo.cells) if (inside(id)) own.addPath(path);
    ctx.strokeStyle = tokens.accent; ctx.lineWidth = 3 / v.scale; ctx.lineJoin = ctx.lineCap = "round";
    ctx.stroke(edge);
    ctx.save(); ctx.clip(own); ctx.lineWidth = 6 / v.scale; if (geo.outline) ctx.stroke(geo.outline); ctx.restore();
  }

  /** Several names, one a line, are framed as one. */
  function isShownTownship(settlement) { return shown.township.split("\n").includes(settlement.township); }

  /** Bring a township into view and frame it until something is picked. */
  function zoomToTownship(name) {
    shown.township = name;
    const own = [...geo.settlements.values()].filter(isShownTownship);
    if (!own.length) { shown.township = ""; return; }
    map.fitBounds(L.latLngBounds(own.map(s => [s.lat, s.lng])).pad(0.15), { padding: [30, 30], maxZoom: 13, animate: false });
    redraw("areas");
  }

  function drawCatchments(v, g) {
    const ctx = v.ctx, dim = shown.kind === "school";
    const share = style.catchment.fill_share * (isDark() ? 1.7 : 1);
    for (const [school, path] of g.school) {
      ctx.fillStyle = alpha(catchmentColour(school), dim && school !== shown.id ? share * 0.35 : share);
      ctx.fill(path);
    }
    if (!dim && !shown.route) {
      ctx.fillStyle = hatch(v, alpha(tokens.muted, 0.35), 1);
      ctx.fill(g.exclave);
      ctx.fillStyle = overDots(v);
      ctx.fill(g.over);
    }
    drawOutlines(v, alpha(tokens.muted, dim ? 0.35 : 0.8), 1.5, (a, b) => a !== b);
  }

  function drawTimes(v, g) {
    const ctx = v.ctx, colours = timeColours(), dim = shown.kind === "school" ? 0.35 : 1;
    for (const [step, path] of g.step) { ctx.fillStyle = alpha(colours[step], 0.8 * dim); ctx.fill(path); }
    ctx.fillStyle = alpha(style.mark.over, 0.65 * dim);
    ctx.fill(g.over);
    ctx.fillStyle = dots(v, alpha(isDark() ? "#14181E" : "#FFFFFF", dim));
    ctx.fill(g.over);
    ctx.fillStyle = hatch(v, alpha(isDark() ? "#FFFFFF" : style.mark.unreachable, 0.55 * dim), 1.6);
    ctx.fill(g.unreachable);
    drawOutlines(v, alpha(tokens.surface, 0.7), 1.5, (a, b) => a !== b);
    ctx.lineWidth = 3 / v.scale;
    ctx.strokeStyle = alpha(style.mark.over, dim);
    for (const path of g.borderline) {
      ctx.save(); ctx.clip(path); ctx.lineWidth = 4 / v.scale; ctx.stroke(path); ctx.restore();
    }
  }

  function drawOutlines(v, colour, width, parts) {
    const ctx = v.ctx, lines = new Path2D();
    for (const { a, b, path } of geo.borders) if (parts(mainSchool(a), mainSchool(b))) lines.addPath(path);
    ctx.strokeStyle = colour; ctx.lineWidth = width / v.scale; ctx.lineJoin = "round"; ctx.lineCap = "round";
    ctx.stroke(lines);
  }

  /** The selected school's catchment: kept pale, gained solid, lost hatched. */
  function drawSelected(v, g) {
    const ctx = v.ctx, colour = catchmentColour(shown.id), own = new Path2D(), gained = new Path2D(), lost = new Path2D();
    for (const [id, path] of geo.cells) {
      const now = mainSchool(id) === shown.id, was = mainSchool(id, "before") === shown.id;
      const will = mainSchool(id, "after") === shown.id;
      if (now) own.addPath(path);
      if (shown.side === "after" && will && !was && journey(id, "before")) gained.addPath(path);
      if (shown.side === "after" && was && !will) lost.addPath(path);
    }
    if (shown.view === "time") { ctx.save(); ctx.clip(own); drawTimesUndimmed(v, g); ctx.restore(); }
    else {
      ctx.fillStyle = alpha(colour, 0.2); ctx.fill(own);
      ctx.fillStyle = alpha(colour, 0.28); ctx.fill(gained);
    }
    ctx.fillStyle = hatch(v, alpha(colour, 0.9)); ctx.fill(lost);
    if (shown.view !== "time") {
      ctx.save(); ctx.clip(own); ctx.fillStyle = overDots(v); ctx.fill(g.over); ctx.restore();
    }
    drawOutlines(v, mix(colour, tokens.text, 0.35), 2.5, (a, b) => a !== b && (a === shown.id || b === shown.id));
    ctx.save(); ctx.clip(own); ctx.lineWidth = 5 / v.scale; ctx.strokeStyle = mix(colour, tokens.text, 0.35);
    if (geo.outline) ctx.stroke(geo.outline);
    ctx.restore();
  }

  function drawTimesUndimmed(v, g) {
    const kind = shown.kind;
    shown.kind = ""; drawTimes(v, g); shown.kind = kind;
  }

  // ------------------------------------------------------------------ lines

  function drawLines(v) {
    const ctx = v.ctx, far = v.zoom < 10.5;
    onMap(v);
    ctx.lineJoin = ctx.lineCap = "round";
    if (visible.roads) {
      const dark = isDark(), grey = dark ? ["#7A8796", "#596676", "#414C59"] : ["#8C96A3", "#AFB7C1", "#CDD3DA"];
      const widths = far ? [1.6, 0.9, 0.4] : [2.6, 1.7, 1];
      for (const road of geo.roads.slice().sort((a, b) => b.weight - a.weight)) {
        ctx.strokeStyle = grey[road.weight - 1];
        ctx.lineWidth = widths[road.weight - 1] / v.scale;
        ctx.stroke(road.path);
      }
    }
    overlays.forEach(o => o.lines(v));
    if (visible.water) geo.barriers.forEach(b => drawBarrier(v, b));
    if (visible.edits && !isReplaced()) drawEdits(v);
    onMap(v);
    if (geo.outline) {
      ctx.strokeStyle = alpha(tokens.text, 0.75); ctx.lineWidth = 1.6 / v.scale; ctx.stroke(geo.outline);
    }
  }

  /** Water is drawn as water, every other barrier as dark red dashes. */
  function drawBarrier(v, b) {
    const ctx = v.ctx;
    if (isWater(b)) {
      ctx.strokeStyle = alpha(style.mark.water, 0.9); ctx.fillStyle = alpha(style.mark.water, 0.45);
      ctx.lineWidth = (b.area ? 1 : 3.5) / v.scale;
      if (b.area) ctx.fill(b.path);
      ctx.stroke(b.path);
      return;
    }
    ctx.strokeStyle = barrierColour();
    ctx.lineWidth = 1.6 / v.scale; ctx.lineCap = "butt";
    ctx.setLineDash([7 / v.scale, 4 / v.scale]);
    ctx.stroke(b.path);
    ctx.setLineDash([]);
  }
  function isWater(b) { return style.water.kinds.includes(b.kind); }
  function barrierColour() { return isDark() ? mix(style.mark.barrier, "#FFFFFF", 0.4) : style.mark.barrier; }

  // ------------------------------------------------------------------ symbols

  function tracePath(ctx, shape, x, y, r) {
    ctx.beginPath();
    if (shape === "circle") { ctx.arc(x, y, r, 0, 2 * Math.PI); return; }
    const corners = {
      square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
      diamond: [[0, -1.22], [1.22, 0], [0, 1.22], [-1.22, 0]],
      triangle: [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
      house: [[0, -1.15], [1, -0.25], [1, 0.95], [-1, 0.95], [-1, -0.25]],
    }[shape];
    corners.forEach(([dx, dy], i) => { if (i) ctx.lineTo(x + dx * r, y + dy * r); else ctx.moveTo(x + dx * r, y + dy * r); });
    ctx.closePath();
  }

  /** One school symbol. what = {shape, private, status, boarding}. */
  function drawSchool(ctx, what, x, y, r) {
    const colour = statusColour(what.status), paper = tokens.surface;
    ctx.lineJoin = "round"; ctx.lineCap = "round";
    tracePath(ctx, what.shape, x, y, r);
    ctx.strokeStyle = paper; ctx.lineWidth = 4; ctx.stroke();
    ctx.fillStyle = what.private ? paper : colour; ctx.fill();
    if (what.status === "teaching_point") {
      ctx.save(); ctx.clip(); ctx.fillStyle = paper;
      ctx.fillRect(x, y - 2 * r, 2 * r, 4 * r);
      ctx.restore();
      tracePath(ctx, what.shape, x, y, r);
    }
    const hollow = what.private || what.status === "teaching_point";
    ctx.strokeStyle = hollow ? mix(colour, "#000000", isDark() ? 0 : 0.12) : mix(colour, isDark() ? "#FFFFFF" : "#000000", 0.3);
    ctx.lineWidth = hollow ? 2 : 1; ctx.stroke();
    if (what.status === "phase_out") {                 // still taught, for some years: the outline is broken
      tracePath(ctx, what.shape, x, y, r);
      ctx.strokeStyle = paper; ctx.lineWidth = 2.5; ctx.stroke();
      ctx.strokeStyle = tokens.text; ctx.lineWidth = 1.6; ctx.lineCap = "butt";
      ctx.setLineDash([3, 2.4]); ctx.stroke(); ctx.setLineDash([]); ctx.lineCap = "round";
    }
    if (what.status === "suspend" || what.status === "new" || what.status === "reopen") drawMark(ctx, what, colour, x, y, r);
    if (what.status === "merge") {
      const d = r * 0.5, low = what.shape === "triangle" ? r * 0.15 : 0;
      ctx.strokeStyle = what.private ? colour : paper; ctx.lineWidth = 2;
      ctx.beginPath();
      ctx.moveTo(x - d, y - d + low); ctx.lineTo(x + d, y + d + low);
      ctx.moveTo(x + d, y - d + low); ctx.lineTo(x - d, y + d + low);
      ctx.stroke();
    }
    if (what.boarding) {
      ctx.beginPath(); ctx.arc(x, y, r * (what.shape === "circle" ? 1 : 1.25) + 3.5, 0, 2 * Math.PI);
      ctx.strokeStyle = style.mark.boarding; ctx.lineWidth = 2; ctx.stroke();
    }
  }

  /** Closed for a time: two bars. Opened: a plus. */
  function drawMark(ctx, what, colour, x, y, r) {
    const d = r * 0.5, low = what.shape === "triangle" ? r * 0.15 : 0;
    ctx.strokeStyle = what.private ? colour : tokens.surface; ctx.lineWidth = 2;
    ctx.beginPath();
    if (what.status === "suspend") {
      for (const dx of [-d * 0.5, d * 0.5]) { ctx.moveTo(x + dx, y - d + low); ctx.lineTo(x + dx, y + d + low); }
    } else {
      ctx.moveTo(x - d, y + low); ctx.lineTo(x + d, y + low);
      ctx.moveTo(x, y - d + low); ctx.lineTo(x, y + d + low);
    }
    ctx.stroke();
  }

  /** One settlement dot. flag as in the data; step 0-4 or null; minor: some other pupils are over the limit. */
  function drawDot(ctx, flag, step, minor, x, y, r) {
    ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI);
    if (flag === "unreachable") {
      r = Math.max(r, 5);
      ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI);
      ctx.fillStyle = isDark() ? "#000000" : style.mark.unreachable; ctx.fill();
      ctx.strokeStyle = "#FFFFFF"; ctx.lineWidth = 1.6; ctx.lineCap = "butt";
      const d = r * 0.55;
      ctx.beginPath(); ctx.moveTo(x - d, y - d); ctx.lineTo(x + d, y + d); ctx.moveTo(x + d, y - d); ctx.lineTo(x - d, y + d); ctx.stroke();
      ctx.beginPath(); ctx.arc(x, y, r, 0, 2 * Math.PI); ctx.lineWidth = 1; ctx.stroke();
      return;
    }
    const timed = step !== null && step !== undefined && shown.view === "time";
    if (flag === "over") ctx.fillStyle = style.mark.over;
    else if (flag === "unknown" || flag === "none") ctx.fillStyle = tokens.surface;
    else if (flag === "boarding") ctx.fillStyle = style.mark.boarding;
    else ctx.fillStyle = timed ? timeColours()[step] : (isDark() ? "#96A3B1" : "#5A6675");
    ctx.fill();
    ctx.strokeStyle = flag === "borderline" ? style.mark.over : flag === "none" ? alpha(tokens.muted, 0.6)
      : flag === "unknown" ? tokens.text : timed ? (isDark() ? "#0B0E12" : "#2A1845") : tokens.surface;
    ctx.lineWidth = flag === "borderline" ? 2 : 1;
    ctx.stroke();
    if (flag === "over") {
      ctx.beginPath(); ctx.arc(x, y, Math.max(1.1, r * 0.3), 0, 7); ctx.fillStyle = "#FFFFFF"; ctx.fill();
    } else if (minor) {
      ctx.beginPath(); ctx.arc(x, y, r + 2, 0, 7); ctx.strokeStyle = alpha(style.mark.over, 0.8); ctx.lineWidth = 1; ctx.stroke();
    }
  }

  /** Symbols shrink where schools stand close together on screen and grow where there is room. */
  function roomFactor(zoom) {
    if (!geo.bounds) return 1;
    if (geo.room && geo.room.zoom === zoom) return geo.room.factor;
    const a = map.project(geo.bounds.getNorthWest(), zoom), b = map.project(geo.bounds.getSouthEast(), zoom);
    const spacing = Math.sqrt(Math.abs((b.x - a.x) * (b.y - a.y)) * 0.7 / Math.max(geo.schools.size, 12));
    geo.room = { zoom, factor: Math.min(1.15, Math.max(0.6, Math.sqrt(spacing / 80))) };
    return geo.room.factor;
  }

  function schoolRadius(id, zoom) {
    const p = schoolProps(id), s = p && p[shown.side];
    const most = p ? Math.max(number(p.before.enrolment), number(p.after.enrolment)) : 0;
    const pupils = s && s.open ? number(s.enrolment) : most * 0.5;
    const r = Math.min(14, 4.6 + Math.sqrt(pupils) * 0.27) * roomFactor(zoom);
    if (shown.side === "after" && p && p.status !== "retain") return Math.max(r, 6);      // the mark must be readable
    return r * (teaches(id) ? 1 : 0.75);
  }

  function dotRadius(settlement, zoom) {
    const j = journey(settlement.id), pupils = j && j.pupils;
    const r = j ? (typeof pupils !== "number" ? 3.6 : Math.min(8, 2.1 + Math.sqrt(pupils) * 0.42)) : 2.2;
    return r * roomFactor(zoom);
  }

  /** Whether a school belongs to the picture: it teaches the band on this side, or the plan changes it. */
  function isInvolved(id) {
    if (isUnbuilt(id)) return false;
    return !schoolProps(id) || teaches(id) || teaches(id, "before");
  }

  function related() {
    if (shown.kind === "school") {
      const p = schoolProps(shown.id), ids = new Set([shown.id]);
      if (p && shown.side === "after") p.receivers.forEach(r => ids.add(r[0]));
      if (shown.side === "after") {
        for (const [id, other] of Object.entries(props.schools)) {
          if (other.receivers.some(r => r[0] === shown.id)) ids.add(id);
        }
      }
      return ids;
    }
    if (shown.kind === "settlement") {
      const ids = new Set();
      for (const name of ["before", "after"]) { const j = journey(shown.id, name); if (j) j.to.forEach(t => ids.add(t[0])); }
      return ids;
    }
    return null;
  }

  function drawSymbols(v) {
    const ctx = v.ctx, near = related(), placed = [];
    onScreen(v);
    if (overlays.some(o => o.symbols && o.symbols(v, placed))) { drawn.labels = []; return; }
    if (shown.route) drawRoute(v);
    if (shown.kind && !shown.route) drawSpider(v);
    if (shown.side === "after") drawArrows(v, near);
    if (visible.settlements) drawSettlements(v);
    if (visible.edits) drawEditSigns(v, placed);
    if (visible.schools) drawSchools(v, near, placed);
    overlays.forEach(o => o.marks && o.marks(v, placed));
    if (fontsReady) drawRouteLabel(v, placed);
    if (visible.edits && fontsReady) drawEditPlates(v, placed);
    if (visible.labels && fontsReady) drawLabels(v, near, placed); else drawn.labels = [];
    drawPins(v);
  }

  /** A pin stands on its place; a road that cannot be passed is crossed out. */
  function drawPins(v) {
    const ctx = v.ctx;
    for (const pin of pins) {
      const [x, y] = at(v, pin);
      if (!inside(v, x, y)) continue;
      ctx.beginPath();
      if (pin.kind === "blocked_road") {
        ctx.moveTo(x - 6, y - 6); ctx.lineTo(x + 6, y + 6); ctx.moveTo(x + 6, y - 6); ctx.lineTo(x - 6, y + 6);
        ctx.lineCap = "round";
        ctx.strokeStyle = tokens.surface; ctx.lineWidth = 7; ctx.stroke();
        ctx.strokeStyle = style.mark.over; ctx.lineWidth = 3.5; ctx.stroke();
      } else {
        ctx.moveTo(x, y);
        ctx.bezierCurveTo(x - 3, y - 7, x - 7, y - 8, x - 7, y - 13);
        ctx.arc(x, y - 13, 7, Math.PI, 0);
        ctx.bezierCurveTo(x + 7, y - 8, x + 3, y - 7, x, y);
        ctx.fillStyle = tokens.accent; ctx.strokeStyle = tokens.surface; ctx.lineWidth = 1.5;
        ctx.fill(); ctx.stroke();
        ctx.beginPath(); ctx.arc(x, y - 13, 2.5, 0, 7); ctx.fillStyle = tokens.surface; ctx.fill();
      }
    }
  }

  function pinAt(point) {
    return pins.find(pin => {
      const [x, y] = screen(pin), top = pin.kind === "blocked_road" ? 0 : 12;
      return Math.hypot(x - point.x, y - top - point.y) < 9;
    });
  }

  function drawSettlements(v) {
    const ctx = v.ctx;
    for (const s of sorted(geo.settlements.values(), s => -rankOf(s.id))) {
      const [x, y] = at(v, s), j = journey(s.id);
      if (!inside(v, x, y)) continue;
      const lit = shown.kind !== "school" || (j && j.to.some(t => t[0] === shown.id)) || mainSchool(s.id, "before") === shown.id;
      ctx.globalAlpha = lit ? 1 : 0.4;
      drawDot(ctx, j ? j.flag : "none", j ? j.step : null, j && j.over > 0, x, y, dotRadius(s, v.zoom));
    }
    ctx.globalAlpha = 1;
  }
  function sorted(things, key) {
    return [...things].map(thing => [key(thing), thing]).sort((a, b) => a[0] - b[0]).map(pair => pair[1]);
  }
  function rankOf(id) { const j = journey(id); return j ? RANK.indexOf(j.flag) : 9; }
  function inside(v, x, y) { return x > -40 && y > -40 && x < v.size.x + 40 && y < v.size.y + 40; }

  function drawSchools(v, near, placed) {
    const ctx = v.ctx;
    for (const s of sorted(geo.schools.values(), weight)) {
      const [x, y] = at(v, s), r = schoolRadius(s.id, v.zoom), p = schoolProps(s.id);
      if (!inside(v, x, y) || isUnbuilt(s.id)) continue;
      const involved = isInvolved(s.id);
      ctx.globalAlpha = near && !near.has(s.id) ? 0.4 : involved || shown.id === s.id ? 1 : 0.45;
      drawSchool(ctx, { ...s, status: status(s.id), boarding: p && p[shown.side].boarding }, x, y, r);
      ctx.globalAlpha = 1;
      placed.push([x - r - 1, y - r - 1, x + r + 1, y + r + 1]);
      if (shown.kind === "school" && shown.id === s.id) {
        ctx.beginPath(); ctx.arc(x, y, r + 7, 0, 7); ctx.strokeStyle = tokens.accent; ctx.lineWidth = 2.5; ctx.stroke();
      }
    }
    function weight(s) { return (isInvolved(s.id) ? 1e6 : 0) - schoolRadius(s.id, v.zoom) + (s.id === shown.id ? 1e7 : 0); }
  }

  /** Fine lines between a selected school and its settlements, or a selected settlement and its schools. */
  function drawSpider(v) {
    const ctx = v.ctx;
    const line = (settlement, school, dashed) => {
      const a = geo.settlements.get(settlement), b = geo.schools.get(school);
      if (!a || !b) return;
      ctx.setLineDash(dashed ? [4, 4] : []);
      ctx.beginPath(); ctx.moveTo(...at(v, a)); ctx.lineTo(...at(v, b)); ctx.stroke();
    };
    ctx.lineWidth = shown.kind === "settlement" ? 2 : 1;
    ctx.strokeStyle = alpha(tokens.text, shown.kind === "settlement" ? 0.75 : 0.4);
    if (shown.kind === "school") {
      for (const id of geo.settlements.keys()) {
        const j = journey(id);
        if (j && j.to.some(t => t[0] === shown.id)) line(id, shown.id, false);
      }
    } else {
      const now = journey(shown.id), was = shown.side === "after" && journey(shown.id, "before");
      const schools = new Set((now ? now.to : []).map(t => t[0]));
      schools.forEach(id => line(shown.id, id, false));
      if (was) was.to.filter(t => !schools.has(t[0])).forEach(t => line(shown.id, t[0], true));
    }
    ctx.setLineDash([]);
  }

  function drawArrows(v, near) {
    for (const [id, p] of Object.entries(props.schools)) {
      const from = geo.schools.get(id);
      if (!from || p.status === "retain") continue;
      for (const [to, pupils] of p.receivers) {
        const target = geo.schools.get(to);
        if (!target || (near && !(near.has(id) && near.has(to)))) continue;
        if (from.x === target.x && from.y === target.y) continue;
        v.ctx.globalAlpha = shown.kind === "settlement" || !isInvolved(id) ? 0.35 : 1;
        drawArrow(v, at(v, from), at(v, target), schoolRadius(id, v.zoom), schoolRadius(to, v.zoom),
          statusColour(p.status), pupils);
        v.ctx.globalAlpha = 1;
      }
    }
  }

  function drawArrow(v, [x1, y1], [x2, y2], r1, r2, colour, pupils) {
    const ctx = v.ctx, length = Math.hypot(x2 - x1, y2 - y1);
    if (length < r1 + r2 + 8) return;
    const ux = (x2 - x1) / length, uy = (y2 - y1) / length, bend = Math.min(26, length * 0.14);
    const width = pupils ? Math.min(4.5, 1.4 + Math.sqrt(pupils) * 0.16) : 2, head = 5 + width * 1.6;
    const mx = (x1 + x2) / 2 - uy * bend, my = (y1 + y2) / 2 + ux * bend;
    const tail = toward(x1, y1, mx, my, r1 + 3), tip = toward(x2, y2, mx, my, r2 + 5);
    const base = toward(tip[0], tip[1], mx, my, head * 0.8);
    const stroke = (c, w) => {
      ctx.strokeStyle = c; ctx.lineWidth = w; ctx.lineCap = "round";
      ctx.beginPath(); ctx.moveTo(...tail); ctx.quadraticCurveTo(mx, my, ...base); ctx.stroke();
    };
    stroke(alpha(tokens.surface, 0.85), width + 2.5);
    stroke(colour, width);
    const [ax, ay] = toward(tip[0], tip[1], mx, my, 1), dx = ax - tip[0], dy = ay - tip[1];
    ctx.beginPath(); ctx.moveTo(...tip);
    ctx.lineTo(tip[0] + dx * head - dy * head * 0.5, tip[1] + dy * head + dx * head * 0.5);
    ctx.lineTo(tip[0] + dx * head + dy * head * 0.5, tip[1] + dy * head - dx * head * 0.5);
    ctx.closePath(); ctx.fillStyle = colour; ctx.strokeStyle = alpha(tokens.surface, 0.85); ctx.lineWidth = 1.2;
    ctx.stroke(); ctx.fill();
    function toward(x, y, tx, ty, d) { const l = Math.hypot(tx - x, ty - y) || 1; return [x + (tx - x) / l * d, y + (ty - y) / l * d]; }
  }

  // ------------------------------------------------------------------ one way, part by part

  /** Draw one way (GeoJSON geometry in degrees, or {parts: [{kind, geometry}], label, at}), or none. */
  function showRoute(route) {
    const fresh = route && (!shown.route || JSON.stringify(route) !== shown.route.text);
    shown.route = route && geo.origin ? readRoute(route) : null;
    if (fresh && shown.route) bringIntoView(shown.route.bounds);
    redraw("areas", "symbols", "legend");
  }

  function readRoute(route) {
    const parts = route.parts || [{ kind: "walk", geometry: route }], box = L.latLngBounds([]);
    const read = parts.map(part => {
      part.geometry.coordinates.flat(Infinity).forEach((_, i, all) => { if (i % 2) box.extend([all[i], all[i - 1]]); });
      return { kind: part.kind, path: pathOf(part.geometry) };
    });
    const at = route.at ? project(route.at) : null;
    return { parts: read, label: route.label || "", x: at && at[0], y: at && at[1], bounds: box, text: JSON.stringify(route) };
  }

  function legendRoom() { return Math.max(LEGEND_PX, ui.legend.offsetWidth + 24); }

  /** Show a box as a whole, if it is not in view already; the legend and the foot cover part of the map. */
  function bringIntoView(box) {
    if (!box.isValid()) return;
    const size = map.getSize(), right = ui.legend.open ? legendRoom() : 40;
    const a = map.latLngToContainerPoint(box.getNorthWest()), b = map.latLngToContainerPoint(box.getSouthEast());
    const isInside = a.x > 30 && a.y > 50 && b.x < size.x - right && b.y < size.y - 60;
    if (isInside && Math.max(b.x - a.x, b.y - a.y) > 120) return;
    map.fitBounds(box, { paddingTopLeft: [60, 70], paddingBottomRight: [right + 30, 70], maxZoom: 15, animate: false });
  }

  /** Straight approaches are dashed, ways solid, rides with a light core; over them steep stretches barred, dangerous ones dotted. */
  function drawRoute(v) {
    const ctx = v.ctx, stroke = (path, colour, width, dash) => {
      ctx.strokeStyle = colour; ctx.lineWidth = width / v.scale; ctx.setLineDash((dash || []).map(d => d / v.scale));
      ctx.stroke(path);
    };
    const bar = path => {
      ctx.lineCap = "butt"; stroke(path, tokens.accent, 11, [2.5, 4.5]); stroke(path, tokens.accent, 5); ctx.lineCap = "round";
    };
    onMap(v);
    ctx.lineJoin = ctx.lineCap = "round";
    for (const part of shown.route.parts) stroke(part.path, tokens.surface, ["approach", "hop"].includes(part.kind) ? 6 : 9);
    for (const part of shown.route.parts) {
      if (part.kind === "approach") stroke(part.path, tokens.accent, 3, [1, 6]);
      else if (part.kind === "danger") stroke(part.path, style.mark.over, 5, [1, 8]);
      else if (part.kind === "steep") bar(part.path);
      else if (part.kind === "hop") stroke(part.path, tokens.accent, 3, [10, 7]);
      else stroke(part.path, tokens.accent, 5);
      if (part.kind === "ride") stroke(part.path, tokens.surface, 1.4);
    }
    ctx.setLineDash([]);
    onScreen(v);
  }

  /** The figure stands beside the way, on a plate that every ground leaves readable. */
  function drawRouteLabel(v, placed) {
    const route = shown.route, ctx = v.ctx;
    if (!route || !route.label || route.x === null) return;
    const [x, y] = at(v, route);
    ctx.font = `bold 13px ${FONT}`; ctx.letterSpacing = "0px";
    const width = textWidth(ctx, route.label) + 20, height = 26;
    const spots = [[14, -height - 8], [-width - 14, -height - 8], [14, 10], [-width - 14, 10]];
    const free = spots.find(([dx, dy]) => !placed.some(b => x + dx < b[2] && x + dx + width > b[0] && y + dy < b[3] && y + dy + height > b[1]));
    const [dx, dy] = free || spots[0];
    ctx.beginPath(); ctx.roundRect(x + dx, y + dy, width, height, 6);
    ctx.fillStyle = tokens.accent; ctx.fill(); ctx.strokeStyle = tokens.surface; ctx.lineWidth = 1.5; ctx.stroke();
    ctx.textBaseline = "middle"; ctx.textAlign = "left"; ctx.fillStyle = tokens.on_accent;
    ctx.fillText(route.label, x + dx + 10, y + dy + height / 2 + 0.5);
    placed.push([x + dx, y + dy, x + dx + width, y + dy + height]);
  }

  function addRouteLegend(head, row) {
    if (!shown.route) return;
    head(words.text.route);
    const line = (width, dash, colour, core) => ctx => {
      ctx.lineCap = "round"; ctx.lineWidth = width; ctx.setLineDash(dash); ctx.strokeStyle = colour;
      ctx.beginPath(); ctx.moveTo(3, 9); ctx.lineTo(23, 9); ctx.stroke();
      if (core) { ctx.lineWidth = 1.4; ctx.strokeStyle = tokens.surface; ctx.stroke(); }
    };
    const bars = ctx => {
      ctx.lineCap = "butt"; ctx.strokeStyle = tokens.accent; ctx.beginPath(); ctx.moveTo(3, 9); ctx.lineTo(23, 9);
      ctx.lineWidth = 11; ctx.setLineDash([2.5, 4.5]); ctx.stroke(); ctx.lineWidth = 5; ctx.setLineDash([]); ctx.stroke();
    };
    const drawings = { walk: line(5, [], tokens.accent), ride: line(5, [], tokens.accent, true),
      hop: line(3, [10, 7], tokens.accent), approach: line(3, [1, 6], tokens.accent), steep: bars, danger: line(5, [1, 8], style.mark.over) };
    const kinds = new Set(shown.route.parts.map(part => part.kind));
    for (const [kind, draw] of Object.entries(drawings)) if (kinds.has(kind)) row(draw, words.route[kind]);
  }

  // ------------------------------------------------------------------ labels

  /** Names by priority, each where it covers no symbol and no other name; what does not fit is left out. */
  function drawLabels(v, near, placed) {
    const ctx = v.ctx, wanted = [];
    drawn.labels = [];
    for (const s of geo.schools.values()) {
      if (near && !near.has(s.id)) continue;
      if (!visible.schools || isUnbuilt(s.id) || (!isInvolved(s.id) && s.id !== shown.id && v.zoom < 13)) continue;
      const p = schoolProps(s.id), changed = p && p.status !== "retain" && shown.side === "after";
      const weight = (s.id === shown.id ? 1e6 : 0) + (changed ? 1e4 : 0) + (p ? number(p[shown.side].enrolment) : 0);
      wanted.push({ text: s.name, thing: s, r: schoolRadius(s.id, v.zoom), weight: 1e5 + weight, size: 12, bold: true, colour: tokens.text });
    }
    for (const t of geo.townships) {
      wanted.push({ text: t.name, thing: t, r: 0, weight: near ? 1 : 5e4, size: 14, bold: false, colour: tokens.muted, centred: true, spaced: true });
    }
    if (visible.settlements && (v.zoom >= 12.25 || shown.kind)) {
      for (const s of geo.settlements.values()) {
        const j = journey(s.id), chosen = shown.kind === "settlement" && s.id === shown.id;
        const lit = chosen || (shown.kind === "school" && j && j.to.some(t => t[0] === shown.id));
        if ((v.zoom < 12.25 || shown.kind === "school") && !lit) continue;
        wanted.push({ text: s.name, thing: s, r: dotRadius(s, v.zoom), size: chosen ? 12 : 11, bold: chosen,
          weight: (chosen ? 1e6 : lit ? 1e4 : 0) + number(s.pupils), colour: mix(tokens.text, tokens.muted, chosen ? 0 : 0.6) });
      }
    }
    wanted.sort((a, b) => b.weight - a.weight);
    const said = new Set();       // the divisions of one school stand on one spot and share its name
    for (const label of wanted) {
      const key = `${label.text} ${Math.round(label.thing.x)} ${Math.round(label.thing.y)}`;
      if (!said.has(key)) placeLabel(v, label, placed);
      said.add(key);
    }
  }

  const widths = new Map();
  function textWidth(ctx, text) {
    const key = `${ctx.font} ${ctx.letterSpacing} ${text}`;
    if (!widths.has(key)) widths.set(key, ctx.measureText(text).width);
    return widths.get(key);
  }

  function placeLabel(v, label, placed) {
    const ctx = v.ctx, [x, y] = at(v, label.thing);
    if (!inside(v, x, y)) return;
    ctx.font = `${label.bold ? "bold " : ""}${label.size}px ${FONT}`;
    ctx.letterSpacing = label.spaced ? "3px" : "0px";
    const width = textWidth(ctx, label.text), height = label.size * 1.25, gap = label.r + 5;
    const spots = label.centred ? [[-width / 2, 0], [-width / 2, -height], [-width / 2, height]] : [
      [gap, 0], [-gap - width, 0], [-width / 2, -gap - height / 2], [-width / 2, gap + height / 2],
      [gap * 0.7, -gap * 0.7 - height / 3], [gap * 0.7, gap * 0.7 + height / 3],
      [-gap * 0.7 - width, -gap * 0.7 - height / 3], [-gap * 0.7 - width, gap * 0.7 + height / 3],
    ];
    for (const [dx, dy] of spots) {
      const box = [x + dx - 2, y + dy - height / 2, x + dx + width + 2, y + dy + height / 2];
      if (box[0] < 0 || box[2] > v.size.x) continue;      // cut off by the edge
      if (placed.some(b => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1])) continue;
      placed.push(box);
      drawn.labels.push(label.text);
      ctx.textBaseline = "middle"; ctx.textAlign = "left"; ctx.lineJoin = "round";
      ctx.strokeStyle = alpha(tokens.surface, 0.92); ctx.lineWidth = 3.5;
      ctx.strokeText(label.text, x + dx, y + dy);
      ctx.fillStyle = label.colour;
      ctx.fillText(label.text, x + dx, y + dy);
      break;
    }
    ctx.letterSpacing = "0px";
  }

  // ------------------------------------------------------------------ changes to the roads

  const EDIT_KINDS = ["close", "add", "speed", "danger", "barrier"];

  /** Show a scenario's changes to the roads: [{id, kind, name, active, idle, footpath, label, lines, shape, touched}]. */
  function setEdits(next) {
    edits = next;
    if (!edits.some(edit => edit.id === chosenEdit)) chosenEdit = "";
    placeEdits();
    redraw("lines", "symbols", "legend");
  }

  /** Light up one change; "" ends it. */
  function chooseEdit(id) {
    chosenEdit = edits.some(edit => edit.id === id) ? id : "";
    redraw("lines", "symbols");
  }

  function placeEdits() {
    for (const edit of geo.origin ? edits : []) {
      edit.drawn = chainsOf(edit.shape);
      edit.chains = edit.touched ? chainsOf(edit.touched) : edit.drawn;
      edit.area = isArea(edit.shape);
      [edit.x, edit.y] = edit.shape.type === "Point" ? project(edit.shape.coordinates) : middleOf(edit.chains);
    }
  }

  /** The lines of a geometry (outlines of areas, a point as a line of one place) in pixels of REF_ZOOM. */
  function chainsOf(geometry) {
    const c = geometry.coordinates;
    switch (geometry.type) {
      case "Point": return [[project(c)]];
      case "MultiPoint": return c.map(p => [project(p)]);
      case "LineString": return [c.map(project)];
      case "MultiLineString": case "Polygon": return c.map(line => line.map(project));
      case "MultiPolygon": return c.flat().map(line => line.map(project));
      default: return (geometry.geometries || []).flatMap(chainsOf);
    }
  }

  function lengthOf(chain) {
    return chain.reduce((sum, p, i) => sum + (i ? Math.hypot(p[0] - chain[i - 1][0], p[1] - chain[i - 1][1]) : 0), 0);
  }

  /** Places along a chain, each `step` after the one before, the first after `first`: [x, y]. */
  function placesAlong(chain, first, step) {
    const places = [];
    let next = first, gone = 0;
    for (let i = 1; i < chain.length; i++) {
      const [a, b] = [chain[i - 1], chain[i]], length = Math.hypot(b[0] - a[0], b[1] - a[1]);
      for (; length && next <= gone + length; next += step) {
        const share = (next - gone) / length;
        places.push([a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]);
      }
      gone += length;
    }
    return places;
  }

  function middleOf(chains) {
    const longest = sorted(chains, chain => -lengthOf(chain))[0], length = lengthOf(longest);
    return length ? placesAlong(longest, length / 2, length)[0] : longest[0];
  }

  /** Changes belong to the scenario: the roads of today are shown without them. */
  function shownEdits() { return shown.side === "after" && geo.origin ? edits : []; }

  function editColour(kind) {
    const colour = style.edit[kind];
    return isDark() ? mix(colour, "#FFFFFF", 0.4) : colour;
  }

  function trace(ctx, chains) {
    ctx.beginPath();
    for (const chain of chains) chain.forEach(([x, y], i) => { if (i) ctx.lineTo(x, y); else ctx.moveTo(x, y); });
  }

  function drawEdits(v) {
    const ctx = v.ctx, list = shownEdits();
    onMap(v);
    for (const edit of sorted(list, e => e.id === chosenEdit ? 1 : 0)) {
      ctx.globalAlpha = edit.active && !edit.idle ? 1 : 0.4;
      if (edit.id === chosenEdit) {
        trace(ctx, edit.chains.concat(edit.drawn));
        ctx.strokeStyle = alpha(tokens.accent, 0.45); ctx.lineWidth = 14 / v.scale; ctx.lineCap = ctx.lineJoin = "round"; ctx.stroke();
      }
      if (edit.area && edit.kind !== "barrier") drawReach(v, edit);
      drawEditLine(ctx, edit.kind, edit.chains, 1 / v.scale, edit);
    }
    ctx.globalAlpha = 1;
  }

  /** The area that was drawn around roads: a fine outline. */
  function drawReach(v, edit) {
    const ctx = v.ctx;
    trace(ctx, edit.drawn);
    ctx.strokeStyle = editColour(edit.kind); ctx.lineWidth = 1 / v.scale; ctx.setLineDash([3 / v.scale, 3 / v.scale]);
    ctx.stroke(); ctx.setLineDash([]);
  }

  /** The line of a change; px = size of a screen pixel in the units of the chains. Each kind has its own pattern. */
  function drawEditLine(ctx, kind, chains, px, { footpath, area } = {}) {
    const colour = editColour(kind);
    const stroke = (style, width, dash, cap) => {
      ctx.strokeStyle = style; ctx.lineWidth = width * px; ctx.lineCap = cap || "butt"; ctx.lineJoin = "round";
      ctx.setLineDash((dash || []).map(d => d * px));
      ctx.stroke();
      ctx.setLineDash([]);
    };
    trace(ctx, chains);
    if (kind === "barrier") {
      if (area) { ctx.fillStyle = alpha(colour, 0.12); ctx.fill("evenodd"); }
      stroke(tokens.surface, 5); stroke(colour, 2.5, [9, 5]);
      return;
    }
    stroke(tokens.surface, kind === "danger" ? 9 : 7, [], "round");
    if (kind === "close") { stroke(colour, 3); drawCrosses(ctx, chains, px, colour); }
    else if (kind === "add" && footpath) stroke(colour, 3.5, [8, 4]);
    else if (kind === "add") stroke(colour, 4.5, [], "round");
    else if (kind === "danger") { stroke(style.edit.ink, 6); stroke(style.edit.danger, 6, [6, 6]); }
    else stroke(colour, 4);
  }

  function drawCrosses(ctx, chains, px, colour) {
    const d = 4.5 * px;
    ctx.beginPath();
    for (const chain of chains) {
      for (const [x, y] of placesAlong(chain, 9 * px, 18 * px)) {
        ctx.moveTo(x - d, y - d); ctx.lineTo(x + d, y + d); ctx.moveTo(x + d, y - d); ctx.lineTo(x - d, y + d);
      }
    }
    ctx.lineCap = "round";
    ctx.strokeStyle = tokens.surface; ctx.lineWidth = 4.5 * px; ctx.stroke();
    ctx.strokeStyle = colour; ctx.lineWidth = 2 * px; ctx.stroke();
  }

  /** The signs of the changes, seen from afar too; each takes room from the names. */
  function drawEditSigns(v, placed) {
    const ctx = v.ctx;
    for (const edit of shownEdits()) {
      const [x, y] = at(v, edit);
      if (!inside(v, x, y)) continue;
      ctx.globalAlpha = edit.active && !edit.idle ? 1 : 0.55;
      if (edit.kind === "close" || edit.kind === "danger") {
        drawEditSign(ctx, edit.kind, x, y);
        placed.push([x - 10, y - 10, x + 10, y + 10]);
      }
      ctx.globalAlpha = 1;
    }
  }

  /** What must be read about a change (a speed, another season), where it covers nothing. */
  function drawEditPlates(v, placed) {
    for (const edit of shownEdits().filter(e => e.label)) {
      const [x, y] = at(v, edit);
      if (!inside(v, x, y)) continue;
      const half = plateHalf(v.ctx, edit.label), spots = [[0, edit.kind === "speed" ? 0 : 20], [0, -20], [0, 22], [half + 14, 0], [-half - 14, 0]];
      const free = spots.map(([dx, dy]) => [x + dx - half, y + dy - 9, x + dx + half, y + dy + 9])
        .find(box => !placed.some(b => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]));
      if (!free) continue;
      drawPlate(v.ctx, edit.label, free, editColour(edit.kind));
      placed.push(free);
    }
  }

  /** A closed road: a barred disc. Danger: a triangle with its mark. */
  function drawEditSign(ctx, kind, x, y) {
    const colour = editColour(kind);
    ctx.lineJoin = "round"; ctx.lineCap = "round";
    ctx.beginPath();
    if (kind === "close") ctx.arc(x, y, 8, 0, 7);
    else { ctx.moveTo(x, y - 9); ctx.lineTo(x + 9.5, y + 7); ctx.lineTo(x - 9.5, y + 7); ctx.closePath(); }
    ctx.strokeStyle = tokens.surface; ctx.lineWidth = 5; ctx.stroke();
    ctx.fillStyle = kind === "close" ? style.edit.paper : style.edit.danger; ctx.fill();
    ctx.strokeStyle = kind === "close" ? style.edit.close : style.edit.ink; ctx.lineWidth = kind === "close" ? 2.5 : 1.6; ctx.stroke();
    ctx.beginPath();
    if (kind === "close") { ctx.moveTo(x - 3.4, y - 3.4); ctx.lineTo(x + 3.4, y + 3.4); ctx.moveTo(x + 3.4, y - 3.4); ctx.lineTo(x - 3.4, y + 3.4); }
    else { ctx.moveTo(x, y - 3.5); ctx.lineTo(x, y + 1.2); ctx.moveTo(x, y + 4.2); ctx.lineTo(x, y + 4.3); }
    ctx.lineWidth = 2.2; ctx.stroke();
  }

  function plateHalf(ctx, text) {
    ctx.font = `bold 11px ${FONT}`; ctx.letterSpacing = "0px";
    return textWidth(ctx, text) / 2 + 5;
  }

  function drawPlate(ctx, text, box, colour) {
    ctx.beginPath(); ctx.roundRect(box[0], box[1], box[2] - box[0], 18, 4);
    ctx.fillStyle = tokens.surface; ctx.fill(); ctx.strokeStyle = colour; ctx.lineWidth = 1.5; ctx.stroke();
    ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.fillStyle = tokens.text;
    ctx.fillText(text, (box[0] + box[2]) / 2, box[1] + 9.5);
    ctx.textAlign = "left";
  }

  /** The change whose sign or line is under a point of the container. */
  function editAt(point) {
    if (!geo.origin || isReplaced()) return null;
    const zoom = map.getZoom(), scale = map.getZoomScale(zoom, REF_ZOOM);
    const list = shownEdits();
    const p = map.project(map.containerPointToLatLng([point.x, point.y]), zoom).divideBy(scale).subtract(geo.origin);
    const isNear = edit => Math.hypot(edit.x - p.x, edit.y - p.y) < 10 / scale
      || edit.chains.some(chain => chain.some((b, i) => i && distanceTo(p, chain[i - 1], b) < 6 / scale));
    return (visible.edits && list.slice().reverse().find(isNear)) || null;
  }

  /** What another layer knows about a place. */
  function notedAt(point) {
    if (!geo.origin) return null;
    const zoom = map.getZoom(), scale = map.getZoomScale(zoom, REF_ZOOM);
    const p = map.project(map.containerPointToLatLng([point.x, point.y]), zoom).divideBy(scale).subtract(geo.origin);
    return overlays.map(o => o.noted && o.noted(p, scale)).find(Boolean) || null;
  }

  function distanceTo(p, a, b) {
    const dx = b[0] - a[0], dy = b[1] - a[1], square = dx * dx + dy * dy;
    const share = square ? Math.max(0, Math.min(1, ((p.x - a[0]) * dx + (p.y - a[1]) * dy) / square)) : 0;
    return Math.hypot(p.x - a[0] - share * dx, p.y - a[1] - share * dy);
  }

  function zoomToEdit(id) {
    const edit = edits.find(e => e.id === id);
    if (!edit) return;
    const bounds = L.geoJSON(edit.shape).getBounds();
    chooseEdit(id);
    map.fitBounds(bounds, { padding: [80, 80], maxZoom: 14.5, animate: false });
  }

  function addEditLegend(head, row) {
    const list = shownEdits();
    if (!list.length) return;
    head(words.text.edits);
    const line = [[[2, 9], [24, 9]]];
    const sample = (kind, text, more) => row(ctx => {
      drawEditLine(ctx, kind, line, 1, more);
      if (kind === "close" || kind === "danger") { ctx.save(); ctx.translate(13, 9); ctx.scale(0.8, 0.8); drawEditSign(ctx, kind, 0, 0); ctx.restore(); }
    }, text);
    for (const kind of EDIT_KINDS) {
      const found = list.filter(edit => edit.kind === kind);
      if (kind === "add") {
        if (found.some(edit => !edit.footpath)) sample(kind, words.edit.add);
        if (found.some(edit => edit.footpath)) sample(kind, words.edit.add_path, { footpath: true });
      } else if (found.length) sample(kind, words.edit[kind]);
    }
    if (list.some(edit => !edit.active)) row(ctx => { ctx.globalAlpha = 0.4; drawEditLine(ctx, "close", line, 1); }, words.text.edit_pale);
  }

  // ------------------------------------------------------------------ drawing by hand

  /* A point, a line or an area that the window asks for. click = vertex, double click or Enter = done,
   * Backspace = one back, Esc = never mind. What was drawn stays on screen until the window ends it. */

  const LEAST = { point: 1, line: 2, area: 3 };
  const SAME_PX = 4;                // two clicks this near are one

  /** Ask for a shape: {kind, shapes} with the shapes to choose from, or null to end asking. */
  function askShape(wanted) {
    if (sketch) endSketch();
    if (!wanted) return;
    sketch = { ...wanted, shape: wanted.shapes[0], points: [], over: null, done: false };
    asking = false;
    map.doubleClickZoom.disable();
    map.getContainer().style.cursor = "crosshair";
    ui.tooltip.hidden = true;
    buildSketchBar();
    redraw("sketch");
  }

  function endSketch() {
    sketch = null;
    ui.sketch.replaceChildren(); ui.sketch.hidden = true;
    map.getContainer().style.cursor = "";
    setTimeout(() => { if (!isSketching()) map.doubleClickZoom.enable(); }, 0);
    redraw("sketch");
  }

  function isSketching() { return sketch !== null && !sketch.done; }

  function buildSketchBar() {
    const choices = Object.fromEntries(sketch.shapes.map(name => [name, words.sketch[name]]));
    const shapes = segments(choices, () => sketch.shape, name => { sketch.shape = name; sketch.points = []; updateSketchBar(); redraw("sketch"); });
    const button = (text, act) => {
      const node = element("button", "x-sketch-button", text);
      node.type = "button";
      node.addEventListener("click", act);
      return node;
    };
    const hint = element("div", "x-sketch-hint"), keys = element("div", "x-sketch-keys"), told = element("div", "x-sketch-told");
    hint.setAttribute("role", "status");
    const done = button(words.sketch.done, finishSketch), back = button(words.sketch.back, takeBack);
    const row = element("div", "x-sketch-row");
    shapes.hidden = sketch.shapes.length < 2;
    row.append(shapes, done, back, button(words.sketch.cancel, dropSketch));
    told.append(hint, keys);
    ui.sketch.replaceChildren(told, row);
    ui.sketch.hidden = false;
    ui.sketch.update = () => {
      const count = sketch.points.length, isPoint = sketch.shape === "point";
      shapes.update();
      hint.textContent = words.sketch[`${sketch.kind}_${sketch.shape}`] || words.sketch[`any_${sketch.shape}`];
      keys.textContent = isPoint ? words.sketch.keys_point : words.sketch.keys;
      done.hidden = back.hidden = isPoint;
      done.disabled = count < LEAST[sketch.shape];
      back.disabled = !count;
    };
    updateSketchBar();
  }
  function updateSketchBar() { ui.sketch.update(); }

  function addVertex(latlng) {
    const last = sketch.points[sketch.points.length - 1];
    if (last && map.latLngToContainerPoint(last).distanceTo(map.latLngToContainerPoint(latlng)) < SAME_PX) return;
    sketch.points.push(latlng);
    if (sketch.shape === "point") finishSketch(); else { updateSketchBar(); redraw("sketch"); }
  }

  function takeBack() { sketch.points.pop(); updateSketchBar(); redraw("sketch"); }

  function finishSketch() {
    if (!isSketching() || sketch.points.length < LEAST[sketch.shape]) return;
    const places = sketch.points.map(p => [p.lng, p.lat].map(d => Number(d.toFixed(7)))), shape = sketch.shape;
    sketch.done = true; sketch.over = null; sketch.doneAt = performance.now();
    ui.sketch.hidden = true;
    map.getContainer().style.cursor = "";
    redraw("sketch");
    emit("sketched", JSON.stringify(shape === "point" ? { type: "Point", coordinates: places[0] }
      : shape === "line" ? { type: "LineString", coordinates: places }
        : { type: "Polygon", coordinates: [places.concat([places[0]])] }));
  }

  function dropSketch() { endSketch(); emit("sketchDropped"); }

  /** Whether a click belongs to the drawing, also the second one of a double click that ended it. */
  function takesClick(event) {
    if (!sketch) return false;
    if (sketch.done) return performance.now() - sketch.doneAt < 400;
    addVertex(event.latlng);
    return true;
  }

  function onSketchKey(event) {
    if (!isSketching()) return;
    const act = { Enter: finishSketch, Escape: dropSketch, Backspace: takeBack }[event.key];
    if (!act || (event.key === "Enter" && event.target.tagName === "BUTTON")) return;
    event.preventDefault(); event.stopPropagation();
    act();
  }

  function drawSketch(v) {
    if (!sketch) return;
    const ctx = v.ctx, places = sketch.points.concat(sketch.over && sketch.points.length ? [sketch.over] : []);
    const spots = places.map(p => { const [x, y] = project([p.lng, p.lat]); return at(v, { x, y }); });
    onScreen(v);
    ctx.lineJoin = ctx.lineCap = "round";
    if (sketch.shape !== "point" && spots.length > 1) {
      trace(ctx, [spots]);
      if (sketch.shape === "area") { ctx.closePath(); ctx.fillStyle = alpha(tokens.accent, 0.15); ctx.fill(); }
      ctx.strokeStyle = tokens.surface; ctx.lineWidth = 6; ctx.stroke();
      ctx.strokeStyle = tokens.accent; ctx.lineWidth = 3; ctx.setLineDash(sketch.done ? [] : [7, 5]); ctx.stroke(); ctx.setLineDash([]);
    }
    sketch.points.forEach((_, i) => {
      ctx.beginPath(); ctx.arc(...spots[i], sketch.shape === "point" ? 7 : 4.5, 0, 7);
      ctx.fillStyle = tokens.surface; ctx.fill(); ctx.strokeStyle = tokens.accent; ctx.lineWidth = 2.5; ctx.stroke();
    });
  }

  // ------------------------------------------------------------------ pointing

  function screen(thing) {
    const p = map.latLngToContainerPoint([thing.lat, thing.lng]);
    return [p.x, p.y];
  }

  /** What is under a point of the container: a school before a settlement's dot before its cell. */
  function find(x, y) {
    const zoom = map.getZoom();
    const nearest = (things, reach) => {
      let best = null, least = Infinity;
      for (const thing of things) {
        const [tx, ty] = screen(thing), d = Math.hypot(tx - x, ty - y) - reach(thing);
        if (d < least) { least = d; best = thing; }
      }
      return least <= 0 ? best : null;
    };
    if (visible.schools) {
      const taught = [...geo.schools.values()].filter(s => isInvolved(s.id));
      const all = [...geo.schools.values()].filter(s => !isUnbuilt(s.id));
      const school = nearest(taught, s => schoolRadius(s.id, zoom) + 4) || nearest(all, s => schoolRadius(s.id, zoom) + 3);
      if (school) return { kind: "school", id: school.id, exact: true };
    }
    if (visible.settlements) {
      const dot = nearest(geo.settlements.values(), s => dotRadius(s, zoom) + 4);
      if (dot) return { kind: "settlement", id: dot.id, exact: true };
    }
    const scale = map.getZoomScale(zoom, REF_ZOOM);
    const p = geo.origin && map.project(map.containerPointToLatLng([x, y]), zoom).divideBy(scale).subtract(geo.origin);
    const ctx = sheets.areas._ctx;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    for (const [id, path] of p ? geo.cells : []) {
      if (ctx.isPointInPath(path, p.x, p.y)) return { kind: "settlement", id, exact: false };
    }
    return null;
  }

  function onClick(event) {
    if (takesClick(event) || overlays.some(o => o.takesClick && o.takesClick())) return;
    if (asking) { askPoint(false); emit("pointPicked", event.latlng.lng, event.latlng.lat); return; }
    const hit = find(event.containerPoint.x, event.containerPoint.y);
    const edit = hit && hit.exact ? null : editAt(event.containerPoint);
    if (edit) { chooseEdit(edit.id); emit("editClicked", edit.id); return; }
    if (!hit || (hit.kind === shown.kind && hit.id === shown.id)) { select("", ""); emit("groundClicked"); return; }
    select(hit.kind, hit.id);
    emit(hit.kind === "school" ? "schoolClicked" : "settlementClicked", hit.id);
  }

  let lastMove = null;
  function onMove(event) {
    if (isSketching()) { sketch.over = event.latlng; redraw("sketch"); return; }
    const first = lastMove === null;
    lastMove = event.containerPoint;
    if (first) requestAnimationFrame(() => { const p = lastMove; lastMove = null; if (p) showTooltip(p); });
  }

  function showTooltip(point) {
    const pin = geo.origin && pinAt(point), hit = pin ? null : find(point.x, point.y);
    const edit = pin || (hit && hit.exact) ? null : editAt(point), noted = pin || edit || (hit && hit.exact ? null : notedAt(point));
    const own = hit && !noted && overlays.map(o => o.tooltip && o.tooltip(hit)).find(Boolean);
    map.getContainer().style.cursor = asking ? "crosshair" : hit && isPlanned(hit) ? "grab" : hit || edit ? "pointer" : "";
    if (!noted && !own && (!hit || !hit.exact)) { ui.tooltip.hidden = true; return; }
    const also = noted || own ? [] : overlays.flatMap(o => o.also ? o.also(hit) : []).map(text => [text, "note"]);
    const lines = noted ? noted.lines.map((text, i) => [text, i ? "note" : "name"])
      : own || (hit.kind === "school" ? schoolLines(hit.id) : settlementLines(hit.id)).concat(also);
    ui.tooltip.replaceChildren(...lines.map(([text, kind]) => element("div", kind ? "x-tip-" + kind : "", text)));
    ui.tooltip.hidden = false;
    const size = map.getSize(), box = ui.tooltip.getBoundingClientRect();
    ui.tooltip.style.left = Math.min(point.x + 14, size.x - box.width - 8) + "px";
    ui.tooltip.style.top = (point.y + box.height + 24 > size.y ? point.y - box.height - 10 : point.y + 14) + "px";
  }

  /** Whether a thing is a school that the plan builds, which can be moved by hand. */
  function isPlanned(hit) {
    const s = hit.kind === "school" && geo.schools.get(hit.id);
    return Boolean(s && s.planned && shown.side === "after" && !isReplaced());
  }

  function schoolLines(id) {
    const s = geo.schools.get(id), p = schoolProps(id), lines = [[s.name, "name"]];
    lines.push([[words.shape[s.shape], s.private ? words.text.private : "", s.township].filter(Boolean).join(" · "), "note"]);
    if (!p) return lines;
    const was = count(p.before.enrolment), now = count(p.after.enrolment);
    lines.push([say("enrolment", shown.side === "after" && now !== was ? `${was} → ${now}` : was)]);
    if (shown.side === "after" && p.status !== "retain") {
      lines.push([decisionText(p)]);
    }
    if (p[shown.side].boarding) lines.push([words.text.boarding, "note"]);
    return lines;
  }

  function decisionText(p) {
    const to = p.receivers.map(([id, pupils]) => nameOf(id) + (pupils === null ? "" : " " + count(pupils)));
    return to.length ? fill(words.decision[p.status], to.join(words.text.list)) : words.status[p.status];
  }

  function count(n) { return n === null || n === undefined ? "—" : typeof n === "string" ? n : say("people", n); }
  function mins(m) { return m === null || m === undefined ? "" : say("minutes", Math.round(m)); }

  function settlementLines(id) {
    const s = geo.settlements.get(id), now = journey(id), was = journey(id, "before");
    const lines = [[s.name, "name"]];
    lines.push([[s.township, words.band[shown.band], now && now.pupils !== null ? count(now.pupils) : ""].filter(Boolean).join(" · "), "note"]);
    if (!now) { lines.push([words.text.no_pupils, "note"]); return lines; }
    if (shown.side === "after" && was && was.to[0][0] !== now.to[0][0]) lines.push([`${words.side.before}:${toText(was)}`, "was"]);
    lines.push([`${words.side[shown.side]}:${toText(now)}`]);
    now.to.slice(1, 4).forEach(t => lines.push([`  ${targetText(t)}`, "note"]));
    if (words.flag[now.flag]) lines.push([flagText(now), now.flag === "over" || now.flag === "unreachable" ? "over" : "note"]);
    return lines;
  }
  function flagText(j) {
    const limit = band().limit_min;
    if (j.flag === "over" && limit) return `${say("over_limit", mins(limit))}${j.over ? " " + count(j.over) : ""}`;
    return words.flag[j.flag];
  }
  function toText(j) { return targetText(j.to[0]); }
  function targetText([school, pupils, minutes]) {
    const bits = [school ? nameOf(school) : words.text.unassigned];
    if (pupils !== null) bits.push(count(pupils));
    if (minutes !== null) bits.push(mins(minutes));
    return bits.join(" ");
  }

  /** What the panel says before anything is picked: the schools that the plan changes. */
  function overviewPanel(pick) {
    const nodes = [element("p", "x-note", words.text.choose)];
    for (const [id, p] of Object.entries(props.schools)) {
      if (p.status === "retain" || !geo.schools.has(id)) continue;
      const card = element("section", "x-card x-changed"), name = element("p");
      name.append(schoolButton(id, pick));
      card.append(name, element("p", "x-note", decisionText(p)));
      nodes.push(card);
    }
    return nodes;
  }

  // ------------------------------------------------------------------ controls

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function segments(words, current, choose) {
    const box = element("div", "x-segments");
    box.setAttribute("role", "group");
    for (const [key, word] of Object.entries(words)) {
      const button = element("button", "", word);
      button.type = "button";
      button.dataset.key = key;
      button.addEventListener("click", () => choose(key));
      box.append(button);
    }
    box.update = () => [...box.children].forEach(b => {
      b.classList.toggle("x-on", b.dataset.key === current());
      b.setAttribute("aria-pressed", String(b.dataset.key === current()));
    });
    return box;
  }

  function buildControls(options) {
    const root = map.getContainer();
    const chrome = element("div", "x-chrome"), bar = element("div", "x-bar");
    const sides = segments(words.side, () => shown.side, key => { setSide(key); emit("sideChanged", key); });
    const bands = segments(words.band, () => shown.band, key => { setBand(key); emit("bandChanged", key); });
    const view = segments(words.view, () => shown.view, key => { setView(key); emit("viewChanged", key); });
    bar.append(sides, bands, view, buildLayers());
    const legend = element("details", "x-legend"), tooltip = element("div", "x-tooltip"), empty = element("div", "x-empty", words.text.empty);
    const sketchBar = element("div", "x-sketch");
    sketchBar.hidden = true;
    legend.open = map.getSize().x > 560 && map.getSize().y > 420;
    legend.append(element("summary", "", words.text.legend), element("div", "x-legend-body"));
    tooltip.hidden = true;
    const mark = element("div", "x-mark"), foot = element("div", "x-foot"), credit = element("div", "x-credit");
    foot.append(mark, credit);
    chrome.append(bar, legend);
    root.append(chrome, sketchBar, tooltip, empty, foot);
    [bar, sketchBar, legend, foot, tooltip].forEach(n => { L.DomEvent.disableClickPropagation(n); L.DomEvent.disableScrollPropagation(n); });
    ui = { chrome, bar, sketch: sketchBar, legend, tooltip, empty, mark, foot, credit,
      update() { [sides, bands, view].forEach(s => s.update()); redraw("legend"); } };
    chrome.hidden = true;
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 }).addTo(map);
    L.control.zoom({ position: "bottomleft", zoomInTitle: words.text.zoom_in, zoomOutTitle: words.text.zoom_out }).addTo(map);
    const Fit = L.Control.extend({ onAdd() {
      const box = element("div", "leaflet-bar"), a = element("a", "x-fit");
      a.href = "#"; a.title = words.text.fit; a.setAttribute("role", "button"); a.setAttribute("aria-label", words.text.fit);
      L.DomEvent.on(a, "click", L.DomEvent.stop).on(a, "click", () => fit());
      box.append(a);
      return box;
    } });
    new Fit({ position: "bottomleft" }).addTo(map);
  }

  function buildLayers() {
    const box = element("details", "x-layers"), list = element("div", "x-layer-list");
    for (const [key, word] of Object.entries(words.layer)) {
      const label = element("label"), input = element("input");
      input.type = "checkbox"; input.checked = visible[key];
      input.addEventListener("change", () => { visible[key] = input.checked; redraw("lines", "symbols", "legend"); });
      label.append(input, document.createTextNode(word));
      list.append(label);
    }
    box.append(element("summary", "", words.text.layers), list);
    return box;
  }

  function swatch(draw) {
    const canvas = document.createElement("canvas"), ratio = window.devicePixelRatio || 1;
    canvas.width = 26 * ratio; canvas.height = 18 * ratio; canvas.className = "x-swatch";
    const ctx = canvas.getContext("2d");
    ctx.scale(ratio, ratio);
    draw(ctx, { ctx, ratio, scale: 1 });
    return canvas;
  }

  function journeys() { return Object.values(band().settlements).map(of => side(of)).filter(Boolean); }

  function buildLegend() {
    const body = ui.legend.lastChild, rows = [];
    const head = text => rows.push(element("div", "x-legend-head", text));
    const row = (draw, text) => {
      const line = element("div", "x-legend-row");
      line.append(swatch(draw), element("span", "", text));
      rows.push(line);
    };
    const patch = (fill, extra) => (ctx, v) => {
      ctx.beginPath(); ctx.rect(3, 3, 20, 12);
      for (const f of fill(v)) { ctx.fillStyle = f; ctx.fill(); }
      if (extra) extra(ctx); else { ctx.strokeStyle = alpha(tokens.muted, 0.6); ctx.lineWidth = 1; ctx.stroke(); }
    };
    const flags = new Set(journeys().map(j => j.flag));
    if (!isReplaced()) addRouteLegend(head, row);
    if (overlays.map(o => o.legend(head, row, patch)).some(Boolean)) { body.replaceChildren(...rows); return; }
    head(words.text.schools);
    const shapes = new Set([...geo.schools.values()].map(s => s.shape));
    for (const shape of Object.keys(words.shape)) {
      if (shapes.has(shape)) row(ctx => drawSchool(ctx, { shape, status: "retain" }, 13, 9.5, 6), words.shape[shape]);
    }
    if ([...geo.schools.values()].some(s => s.private)) {
      row(ctx => drawSchool(ctx, { shape: "circle", status: "retain", private: true }, 13, 9, 6), words.text.private_hollow);
    }
    const all = Object.values(props.schools);
    if (all.some(p => p[shown.side].boarding)) {
      row(ctx => drawSchool(ctx, { shape: "circle", status: "retain", boarding: true }, 13, 9, 4.2), words.text.boarding);
    }
    if (shown.side === "after" && all.some(p => p.status !== "retain")) {
      head(words.text.plan);
      for (const name of Object.keys(words.status)) {
        if (all.some(p => p.status === name)) row(ctx => drawSchool(ctx, { shape: "circle", status: name }, 13, 9, 6), words.status[name]);
      }
    }
    if (visible.edits) addEditLegend(head, row);
    head(shown.view === "time" ? `${words.text.time_to}(${words.band[shown.band]})` : `${words.text.settlements}(${words.band[shown.band]})`);
    if (shown.view === "time") {
      style.time.colours.forEach((_, i) => row(patch(() => [alpha(timeColours()[i], 0.8)]), stepText(i)));
    } else {
      row(patch(() => [alpha(style.catchment.colours[1], style.catchment.fill_share)]), words.text.catchment);
      if (flags.has("within") || flags.has("no_limit")) {
        row(ctx => drawDot(ctx, "within", null, false, 13, 9, 4), props.public ? words.text.settlement_plain : words.text.settlement);
      }
    }
    if (shown.kind === "school" && shown.side === "after") {
      const colour = catchmentColour(shown.id);
      if (shown.view !== "time") row(patch(() => [alpha(colour, 0.5)]), words.text.gained);
      row(patch(w => [hatch(w, alpha(colour, 0.9))]), words.text.lost);
    }
    if (shown.view === "catchment" && [...geo.cells.keys()].some(id => journey(id) && journey(id).exclave)) {
      row(patch(w => [hatch(w, alpha(tokens.muted, 0.5), 1)]), words.text.exclave);
    }
    const limit = band().limit_min;
    const dotRow = (flag, text) => row(ctx => drawDot(ctx, flag, null, false, 13, 9, 5), text);
    if (flags.has("over")) {
      const text = limit ? say("over_limit", mins(limit)) : words.flag.over;
      row((ctx, v) => {
        patch(w => shown.view === "time" ? [alpha(style.mark.over, 0.65), dots(w, "#FFFFFF")] : [overDots(w)])(ctx, v);
      }, text);
    }
    if (journeys().some(j => j.over && j.flag !== "over")) {
      row(ctx => drawDot(ctx, "within", null, true, 13, 9, 4), words.text.some_over);
    }
    if (flags.has("borderline")) dotRow("borderline", limit ? say("near_limit", mins(limit)) : words.flag.borderline);
    if (flags.has("unreachable")) dotRow("unreachable", words.flag.unreachable);
    if (flags.has("unknown")) dotRow("unknown", words.flag.unknown);
    if (flags.has("boarding")) dotRow("boarding", words.flag.boarding);
    if ([...geo.settlements.keys()].some(id => !journey(id))) dotRow("none", words.text.no_pupils);
    if (visible.water && geo.barriers.length) {
      head(words.layer.water);
      const line = (colour, width, dash) => ctx => {
        ctx.strokeStyle = colour; ctx.lineWidth = width; ctx.setLineDash(dash);
        ctx.beginPath(); ctx.moveTo(2, 9); ctx.lineTo(24, 9); ctx.stroke();
      };
      if (geo.barriers.some(isWater)) row(line(style.mark.water, 3.5, []), words.text.river);
      if (!geo.barriers.every(isWater)) row(line(barrierColour(), 1.6, [7, 4]), words.text.barrier);
    }
    if (limit === null && flags.size) rows.push(element("div", "x-legend-note", words.text.no_limit));
    body.replaceChildren(...rows);
  }

  function stepText(i) {
    const b = style.time.breaks_min;
    if (i === 0) return say("minutes_under", b[0]);
    return i === b.length ? say("minutes_over", b[i - 1]) : say("minutes", `${b[i - 1]}—${b[i]}`);
  }

  // ------------------------------------------------------------------ the web map's panel

  /** Search box and side panel of the offline web map; a click on a village or school fills the panel. */
  function openPanel(root) {
    const box = element("div", "x-search"), input = element("input"), hits = element("ul", "x-hits");
    const panel = element("div", "x-panel");
    input.type = "search"; input.placeholder = words.text.search; input.setAttribute("aria-label", words.text.search);
    hits.hidden = true;
    box.append(input, hits);
    root.append(box, panel);
    const all = [...geo.schools.values()].map(s => ["school", s]).concat([...geo.settlements.values()].map(s => ["settlement", s]));
    const pick = (kind, id) => { hits.hidden = true; zoomTo(kind, id); select(kind, id); };
    const look = () => {
      const text = input.value.trim();
      const found = text ? all.filter(([, thing]) => thing.name.includes(text)).slice(0, 12) : [];
      hits.replaceChildren(...found.map(([kind, thing]) => {
        const item = element("li"), button = element("button", "", thing.name);
        button.type = "button";
        button.append(element("span", "x-note", [kind === "school" ? words.shape[thing.shape] : "", thing.township].filter(Boolean).join(" · ")));
        button.addEventListener("click", () => pick(kind, thing.id));
        item.append(button);
        return item;
      }));
      if (text && !found.length) hits.append(element("li", "x-note", words.text.nothing));
      hits.hidden = !text;
    };
    input.addEventListener("input", look);
    input.addEventListener("keydown", e => {
      if (e.key === "Escape") { input.value = ""; look(); }
      if (e.key === "Enter" && hits.querySelector("button")) hits.querySelector("button").click();
    });
    const show = () => panel.replaceChildren(...(shown.kind === "school" ? schoolPanel(shown.id, pick)
      : shown.kind === "settlement" ? villagePanel(shown.id, pick) : overviewPanel(pick)));
    ["selected", "bandChanged", "sideChanged"].forEach(name => window.xiaotuMap.on(name, show));
    show();
  }

  function villagePanel(id, pick) {
    const s = geo.settlements.get(id);
    const nodes = [element("h2", "", s.name), element("p", "x-note", s.township)];
    nodes.push(element("p", "", say("total_pupils", count(s.pupils))));
    for (const [key, word] of Object.entries(words.band)) {
      const sides = props.bands[key] && props.bands[key].settlements[id];
      if (!sides) continue;
      const [was, now] = [side(sides, "before"), side(sides, "after")];
      const changed = was && now && was.to[0][0] !== now.to[0][0];
      const card = element("section", changed ? "x-card x-changed" : "x-card");
      card.append(element("h3", "", changed ? `${word}(${words.text.change})` : word));
      if (was) card.append(journeyLine("before", was, pick));
      if (now) card.append(journeyLine("after", now, pick));
      nodes.push(card);
    }
    return nodes;
  }

  function journeyLine(name, j, pick) {
    const line = element("p", "x-journey"), [school, , minutes] = j.to[0], boards = j.flag === "boarding";
    line.append(element("span", "x-side", words.side[name]), schoolButton(school, pick));
    if (boards) line.append(element("span", "x-note", say("weekly", mins(minutes))));
    else line.append(element("b", "", mins(minutes)));
    if (words.flag[j.flag]) line.append(element("span", "x-flag x-flag-" + j.flag, words.flag[j.flag]));
    return line;
  }

  function schoolButton(id, pick) {
    if (!id) return element("span", "", words.text.unassigned);
    const button = element("button", "x-link", nameOf(id));
    button.type = "button";
    button.addEventListener("click", () => pick("school", id));
    return button;
  }

  function schoolPanel(id, pick) {
    const s = geo.schools.get(id), p = schoolProps(id);
    const nodes = [element("h2", "", s.name),
      element("p", "x-note", [words.shape[s.shape], s.private ? words.text.private : "", s.township].filter(Boolean).join(" · "))];
    if (!p) return nodes;
    const card = element("section", p.status === "retain" ? "x-card" : "x-card x-changed");
    card.append(element("h3", "", words.side.after), element("p", "", decisionText(p)));
    card.append(element("p", "", say("enrolment", `${count(p.before.enrolment)} → ${count(p.after.enrolment)}`)));
    nodes.push(card);
    for (const [key, word] of Object.entries(words.band)) {
      const of = props.bands[key] ? props.bands[key].settlements : {};
      const served = j => j && j.to[0][0] === id;
      const ids = Object.keys(of).filter(v => served(side(of[v])) && geo.settlements.has(v));
      if (!ids.length) continue;
      const list = element("section", "x-card"), names = element("p", "x-names");
      list.append(element("h3", "", `${word} ${words.text.serves}`));
      ids.forEach(v => {
        const button = element("button", "x-link", geo.settlements.get(v).name);
        button.type = "button";
        button.addEventListener("click", () => pick("settlement", v));
        names.append(button);
      });
      list.append(names);
      nodes.push(list);
    }
    return nodes;
  }

  // ------------------------------------------------------------------ what the window and the web page call

  /** Start on a Leaflet map. options: {map, style, words, tokens}. */
  function init(options) {
    map = options.map; style = options.style; words = options.words;
    const root = map.getContainer();
    map.attributionControl && map.attributionControl.remove();
    ["x-areas", "x-lines", "x-symbols", "x-drawing"].forEach((name, i) => {
      const pane = map.createPane(name);
      pane.style.zIndex = 250 + 50 * i;
      pane.style.pointerEvents = "none";
    });
    if (!map._loaded) map.setView([36, 114], 9);
    buildControls(options);
    sheets = { areas: new Sheet("x-areas", drawAreas), lines: new Sheet("x-lines", drawLines),
      symbols: new Sheet("x-symbols", drawSymbols), sketch: new Sheet("x-drawing", drawSketch) };
    Object.values(sheets).forEach(s => s.addTo(map));
    sheets.legend = { paint: buildLegend };
    map.on("click", onClick).on("mousemove", onMove).on("dblclick", finishSketch)
      .on("mouseout movestart zoomstart", () => { lastMove = null; ui.tooltip.hidden = true; })
      .on("resize", () => ui.tooltip.hidden = true)
      .on("moveend resize", () => {
        const seen = map.getBounds();
        emit("moved", seen.getWest(), seen.getSouth(), seen.getEast(), seen.getNorth());
      });
    document.addEventListener("keydown", onSketchKey, true);
    setTheme(options.tokens || tokens);
    setMark("", "");
    new ResizeObserver(() => root.style.setProperty("--x-foot", `${ui.foot.offsetHeight}px`)).observe(ui.foot);
    const weights = ["", "bold "].map(weight => document.fonts.load(`${weight}12px ${FONT}`, "校图"));
    Promise.allSettled(weights).then(() => { fontsReady = true; redraw("symbols"); });
  }

  function fit() {
    if (!geo.bounds) return;
    const room = map.getSize();
    if (room.x < 200 || room.y < 150) { map.once("resize", fit); return; }   // not on screen yet
    const wide = room.x > 520 && ui.legend.open, right = wide ? legendRoom() : 24;
    map.fitBounds(geo.bounds, { paddingTopLeft: [16, 16], paddingBottomRight: [right, 16 + ui.foot.offsetHeight], animate: false });
  }

  /** Light up a school ("school", id) or a settlement ("settlement", id); "" ends it. */
  function select(kind, id) {
    const known = kind === "school" ? geo.schools : kind === "settlement" ? geo.settlements : null;
    const found = known && known.has(id);
    if (shown.kind === (found ? kind : "") && shown.id === (found ? id : "")) return;
    shown.kind = found ? kind : ""; shown.id = found ? id : ""; shown.township = "";
    if (found) {
      const thing = known.get(id);
      if (!map.getBounds().pad(-0.05).contains([thing.lat, thing.lng])) map.panTo([thing.lat, thing.lng], { animate: false });
    }
    fade(sheets.areas);
    redraw("areas", "symbols", "legend");
    emit("selected", shown.kind, shown.id);
  }

  /** Bring a school or a settlement into view. */
  /** Bring a school, a settlement or a "point" ("lon,lat") into view; a point is ringed until the next one. */
  function zoomTo(kind, id) {
    if (kind === "edit") { zoomToEdit(id); return; }
    shown.township = "";
    if (kind === "township") { zoomToTownship(id); return; }
    if (spot) { spot.remove(); spot = null; }
    if (kind === "point") {
      const [lon, lat] = id.split(",").map(Number);
      spot = L.circleMarker([lat, lon], {
        radius: 14, weight: 3, color: tokens.danger || tokens.warn, fill: false, interactive: false,
      }).addTo(map);
      map.setView([lat, lon], Math.max(map.getZoom(), 14), { animate: false });
      return;
    }
    const thing = (kind === "school" ? geo.schools : geo.settlements).get(id);
    if (thing) map.setView([thing.lat, thing.lng], Math.max(map.getZoom(), 13), { animate: false });
  }

  /** Let the next click name a place instead of selecting something. */
  function askPoint(on) {
    asking = on;
    map.getContainer().style.cursor = on ? "crosshair" : "";
  }

  /** Whether the page shows its own switches for side, band and view, or the window has them. */
  function showSwitches(on) { ui.bar.classList.toggle("x-bare", !on); }

  function setBand(key) { if (words.band[key]) { shown.band = key; refresh(); } }
  function setSide(key) { if (words.side[key]) { shown.side = key; refresh(); } }
  function setView(key) { if (words.view[key]) { shown.view = key; refresh(); } }

  /** Take the theme's tokens (resources/theme.toml): they colour the controls and the canvases. */
  function setTheme(next) {
    tokens = { ...tokens, ...next };
    const root = document.documentElement;
    for (const [name, value] of Object.entries(tokens)) {
      if (/^#[0-9a-f]{6}$/i.test(value)) root.style.setProperty("--x-" + name.replace(/_/g, "-"), value);
    }
    root.classList.toggle("x-dark", isDark());
    redraw("areas", "lines", "symbols", "sketch");
    overlays.forEach(o => o.theme());
    ui.update();
  }

  /** Show the mark that every map must carry, and whose data this is. */
  function setMark(text, attribution) {
    ui.mark.textContent = text || "";
    ui.mark.hidden = !text;
    ui.credit.textContent = attribution || "";
    ui.credit.hidden = !attribution;
    ui.foot.hidden = !text && !attribution;
  }

  /** What is on screen, for tests and for looking into a fault. */
  function state() {
    const flags = {};
    for (const id of geo.settlements.keys()) { const j = journey(id); if (j) flags[j.flag] = (flags[j.flag] || 0) + 1; }
    return { schools: geo.schools.size, settlements: geo.settlements.size, cells: geo.cells.size, roads: geo.roads.length,
      scenario: props.scenario || "", band: shown.band, side: shown.side, view: shown.view, kind: shown.kind, id: shown.id,
      flags, labels: drawn.labels.slice(), mark: ui.mark.textContent, dark: isDark(), zoom: map.getZoom(),
      empty: !ui.empty.hidden, route: shown.route !== null, township: shown.township, route_parts: shown.route ? shown.route.parts.map(part => part.kind) : [],
      route_label: shown.route ? shown.route.label : "", asking, pins: pins.length,
      edits: shownEdits().map(edit => edit.id), chosenEdit, sketch: sketch && { shape: sketch.shape, points: sketch.points.length, done: sketch.done }, paint_ms: drawn.paint_ms };
  }

  /** Where a thing stands on screen, in pixels of the page: [x, y]. */
  function pointOf(kind, id) {
    const thing = (kind === "school" ? geo.schools : geo.settlements).get(id);
    return thing ? screen(thing) : null;
  }

  /** What a layer of another file draws with. */
  const kit = { element, segments, pathOf, redraw, alpha, mix, hatch, pattern, isDark, catchmentColour,
    words: () => words, style: () => style, tokens: () => tokens, hasPlan: () => geo.origin !== null,
    map: () => map, geo: () => geo, shown: () => shown, visible: () => visible, fontsReady: () => fontsReady, isCovered, isPlanned,
    isAsking: () => asking || isSketching(),
    legend: () => ui.legend, hideTooltip: () => { lastMove = null; ui.tooltip.hidden = true; }, fit, refresh, find, project, pointsOf, sorted, at, inside, onScreen, roomFactor, schoolRadius, drawSchool, drawArrow, placeLabel,
    plateHalf, drawPlate, dots, overDots, trace, chainsOf, middleOf, placesAlong, distanceTo };

  /** The place under a point of the page. */
  function placeAt(x, y) { return map.containerPointToLatLng([x, y]); }

  window.xiaotuMap = {
    kit, overlay(layer) { overlays.push(layer); }, tell: emit,
    init, openPanel, setGeometry, setProperties, select, setBand, setSide, setView, setTheme, setMark, showRoute, showSwitches,
    zoomTo, askPoint, askShape, setPins, setEdits, chooseEdit, fit, state, pointOf, placeAt,
    on(name, listener) { (listeners[name] = listeners[name] || []).push(listener); },
  };

  // ------------------------------------------------------------------ bridge to the window

  function connect(bridge) {
    bridge.geometry_sent.connect(text => setGeometry(JSON.parse(text)));
    bridge.properties_sent.connect(text => setProperties(JSON.parse(text)));
    bridge.selection_sent.connect(select);
    bridge.band_sent.connect(setBand);
    bridge.side_sent.connect(setSide);
    bridge.view_sent.connect(setView);
    bridge.theme_sent.connect(text => setTheme(JSON.parse(text)));
    bridge.mark_sent.connect(setMark);
    bridge.route_sent.connect(text => showRoute(JSON.parse(text)));
    bridge.fit_sent.connect(fit);
    bridge.zoom_sent.connect(zoomTo);
    bridge.switches_sent.connect(showSwitches);
    bridge.pins_sent.connect(text => setPins(JSON.parse(text)));
    bridge.asking_sent.connect(askPoint);
    bridge.edits_sent.connect(text => setEdits(JSON.parse(text)));
    bridge.edit_sent.connect(chooseEdit);
    bridge.sketch_sent.connect(text => askShape(JSON.parse(text)));
    const on = window.xiaotuMap.on;
    on("schoolClicked", id => bridge.click_school(id));
    on("settlementClicked", id => bridge.click_settlement(id));
    on("groundClicked", () => bridge.click_ground());
    on("pointPicked", (lon, lat) => bridge.pick_point(lon, lat));
    on("editClicked", id => bridge.click_edit(id));
    on("sketched", text => bridge.finish_sketch(text));
    on("sketchDropped", () => bridge.drop_sketch());
    on("moved", (west, south, east, north) => bridge.move(west, south, east, north));
    on("bandChanged", key => bridge.choose_band(key));
    on("sideChanged", key => bridge.choose_side(key));
    on("viewChanged", key => bridge.choose_view(key));
    overlays.forEach(o => o.connect(bridge));
    bridge.page_ready();
  }

  /** Called by the window's page once the map is there. */
  window.xiaotuMap.connectToWindow = () => {
    new QWebChannel(qt.webChannelTransport, channel => connect(channel.objects.bridge));
  };
})();
