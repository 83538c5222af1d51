/* A school that the plan builds is moved by dragging it: it follows the pointer, and the window works out the rest.
 *
 * Esc puts it back. Only the window has this; the offline web map does not load this file.
 */
(function () {
  "use strict";

  const kit = window.xiaotuMap.kit;
  const LEAST_PX = 4;               // less is a click
  let drag = null;                  // {id, start, from: {lat, lng, x, y}, moved}
  let endedAt = -Infinity;

  function site() { return kit.geo().schools.get(drag.id); }

  function put(place) {
    const s = site();
    if (s) Object.assign(s, place);
    kit.redraw("symbols");
  }

  function onDown(event) {
    if (event.originalEvent.button !== 0 || !kit.hasPlan() || kit.isAsking()) return;
    const hit = kit.find(event.containerPoint.x, event.containerPoint.y);
    if (!hit || !kit.isPlanned(hit)) return;
    const { lat, lng, x, y } = kit.geo().schools.get(hit.id);
    drag = { id: hit.id, start: event.containerPoint, from: { lat, lng, x, y }, moved: false };
    kit.map().dragging.disable();
  }

  function onMove(event) {
    if (!drag) return;
    drag.moved = drag.moved || event.containerPoint.distanceTo(drag.start) >= LEAST_PX;
    if (!drag.moved) return;
    kit.map().getContainer().style.cursor = "grabbing";
    const { lat, lng } = event.latlng, [x, y] = kit.project([lng, lat]);
    put({ lat, lng, x, y });
  }

  function onUp() {
    if (!drag) return;
    const s = site(), { id, moved } = drag;
    end();
    if (moved && s) window.xiaotuMap.tell("siteMoved", id, s.lng, s.lat);
  }

  function end() {
    if (drag.moved) endedAt = performance.now();
    drag = null;
    kit.hideTooltip();              // it said what the button would do
    kit.map().dragging.enable();
    kit.map().getContainer().style.cursor = "";
  }

  function onKey(event) {
    if (!drag || event.key !== "Escape") return;
    event.preventDefault(); event.stopPropagation();
    put(drag.from);
    end();
  }

  window.xiaotuMap.overlay({
    theme() {}, covers: () => false, areas() {}, lines() {}, legend: () => false,
    also: hit => kit.isPlanned(hit) ? [drag && drag.moved ? kit.words().site.moving : kit.words().site.drag] : [],
    takesClick: () => performance.now() - endedAt < 400,   // the click that ends the dragging picks nothing
    connect(bridge) {
      kit.map().on("mousedown", onDown).on("mousemove", onMove);
      document.addEventListener("mouseup", onUp);
      document.addEventListener("keydown", onKey, true);
      window.xiaotuMap.on("siteMoved", (id, lon, lat) => bridge.move_site(id, lon, lat));
    },
  });
})();
