const isPhone = () => window.matchMedia("(max-width: 760px), (max-height: 480px)").matches;

// ---- legend: only what the map shows now
const sample = (paint, extra = {}) => {
  const svg = drawing("svg", { width: 28, height: 17, "aria-hidden": "true" });
  svg.appendChild(drawing(paint.d ? "path" : "rect", { ...(paint.d ? {} : { x: 0.5, y: 0.5, width: 27, height: 16 }), ...paint, ...extra }));
  return svg;
};
const legend = () => {
  const node = byId("legend");
  const parts = [];
  const part = (title, rows) => {
    if (!rows.length) return;
    const ul = element("ul");
    rows.forEach(([face, text]) => { const item = element("li"); item.append(face, element("span", text)); ul.appendChild(item); });
    parts.push(element("h3", word(title)), ul);
  };
  const zonesShown = new Map();
  // what two hold or contest is one row, whichever of them the table names first
  const rowOf = (z) => (["contested", "joint"].includes(z.s) ? `${z.s}: ${[z.c, ...z.w].sort().join(", ")}` : zoneWords(z));
  data.zones.forEach((z, i) => {
    if (zoneLayer.hasLayer(zoneShapes[i]) && map.hasLayer(zoneLayer) && inView(zoneShapes[i])) zonesShown.set(rowOf(z), z);
  });
  const order = Object.keys(data.controllers);
  const status = ["control", "joint", "contested", "presence", "unsettled"];
  const rank = (z) => (isNobody(z) ? 1e6 : order.indexOf(z.c) * 10 + status.indexOf(z.s));
  part("control", [...zonesShown].sort((a, b) => rank(a[1]) - rank(b[1])).map(([, z]) => {
    const paint = fillOf(z);
    return [sample({ fill: paint.fillColor, "fill-opacity": paint.fillOpacity, stroke: "#4a443c" }), zoneWords(z)];
  }).concat(zonesShown.size > 1 ? [[sample({ d: "M0,8.5 L28,8.5", stroke: "#2c2723", "stroke-width": 1.6 }), word("edge_line")]] : []));
  const rows = [];
  if (map.hasLayer(eventLayer) && visible.length) {
    const singles = new Set(visible.map((i) => classOf(events[i].type)));
    Object.keys(SYMBOLS).filter((kind) => singles.has(kind)).forEach((kind) => rows.push([symbol(kind, true, 0.8), (data.words[kind] || {})[language] || word("other")]));
    if (visible.some((i) => events[i].sharp)) rows.push([symbol("other", true, 0.65), word("filled")]);
    if (visible.some((i) => !events[i].sharp)) {
      rows.push([symbol("other", false, 0.65), word("hollow")]);
      if (map.hasLayer(footprintLayer)) rows.push([sample({ fill: AREA_INK, "fill-opacity": 0.1, stroke: AREA_INK, "stroke-dasharray": "5 4" }), word(visible.length > MOST_FOOTPRINTS ? "footprint_chosen" : "footprint")]);
    }
    if (document.querySelector(".mark .group")) rows.push([element("span", "5", { class: "group small", "aria-hidden": "true" }), word("several_near")]);
  }
  part("events", rows);
  part("base", [
    [sample({ d: "M0,12 C8,2 18,15 28,6", fill: "none", stroke: "#3f79a8", "stroke-width": 2.6 }), word("river")],
    [sample({ d: "M0,8.5 L28,8.5", stroke: "#2e2b28", "stroke-width": 2 }), word("border")],
    [sample({ d: "M0,8.5 L28,8.5", stroke: "#2e2b28", "stroke-width": 1.3, "stroke-dasharray": "5 4" }), word("disputed")],
    ...(map.hasLayer(limits) ? [[sample({ d: "M0,8.5 L28,8.5", stroke: "#6e675c", "stroke-width": 1.2, "stroke-dasharray": "6 3 1 3" }), word("governorate")]] : []),
  ]);
  node.replaceChildren(...parts);
};

// ---- search
const searchRows = (() => {
  let rows = null;
  return () => {
    if (rows) return rows;
    const row = (en, ar, lon, lat, weight, where, others) => {
      const keys = [en, ar, ...others].filter(Boolean).map(nameKey).filter(Boolean);
      return { en, ar, lon, lat, weight, where, keys, bones: keys.map(skeleton) };
    };
    rows = data.base.places.map(([en, ar, lon, lat, weight, where, others]) => row(en, ar, lon, lat, weight, where, others));
    const told = new Set();
    events.forEach((e) => { if (e.located && e.place && !told.has(e.place)) { told.add(e.place); rows.push({ ...row(e.place, "", e.x, e.y, -2, word("events"), []), event: true }); } });
    return rows;
  };
})();
const matches = (text) => {
  const point = text.trim().match(/^(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)$/);
  if (point) return [{ en: text.trim(), ar: "", lat: Number(point[1]), lon: Number(point[2]), where: "", weight: 0 }];
  const key = nameKey(text);
  if (!key) return [];
  const bones = skeleton(key);
  const score = (r) => {
    let best = 0;
    r.keys.forEach((k, i) => {
      const found = k === key ? 5 : k.startsWith(key) ? 4 : r.bones[i] && r.bones[i] === bones && bones.length > 1 ? 3 : ` ${k}`.includes(` ${key}`) ? 2 : bones.length > 3 && r.bones[i].startsWith(bones) ? 1 : 0;
      if (found > best) best = found;
    });
    return best;
  };
  return searchRows().map((r) => [score(r), r]).filter(([s]) => s > 0)
    // a town that sounds alike is likelier meant than a hamlet that is spelt alike
    .sort((a, b) => (b[0] + Math.log10(Math.max(b[1].weight, 1)) / 3) - (a[0] + Math.log10(Math.max(a[1].weight, 1)) / 3)).slice(0, 8).map(([, r]) => r);
};
let found = []; let at = -1;
const flag = L.layerGroup().addTo(map);
const closeSearch = () => { byId("places").hidden = true; byId("search").setAttribute("aria-expanded", "false"); byId("search").removeAttribute("aria-activedescendant"); at = -1; };
const goTo = (r) => {
  closeSearch();
  const name = language === "ar" && r.ar ? r.ar : r.en;
  byId("search").value = name;
  byId("search").dataset.found = r.en;
  byId("search-note").textContent = name;
  map.setView([r.lat, r.lon], Math.max(map.getZoom(), 10), { animate: false });
  flag.clearLayers();
  L.circleMarker([r.lat, r.lon], { interactive: false, radius: 16, color: "#b3261e", weight: 3, fill: false }).addTo(flag);
  L.tooltip({ permanent: true, direction: "top", offset: [0, -14], className: "flag-tip" }).setLatLng([r.lat, r.lon]).setContent(element("bdi", name)).addTo(flag);
};
const mark = (index) => {
  at = index;
  [...byId("places").children].forEach((n, i) => n.setAttribute("aria-selected", String(i === at)));
  if (at >= 0) { byId("search").setAttribute("aria-activedescendant", `place-${at}`); byId("places").children[at].scrollIntoView({ block: "nearest" }); }
};
const suggest = () => {
  found = matches(byId("search").value);
  byId("search").setAttribute("aria-invalid", String(byId("search").value.trim() !== "" && !found.length));
  byId("places").replaceChildren(...found.map((r, i) => {
    const item = element("li", undefined, { id: `place-${i}`, role: "option", "aria-selected": "false" });
    item.append(element("bdi", language === "ar" && r.ar ? r.ar : r.en), element("span", [language === "ar" ? r.en : r.ar, r.where].filter(Boolean).join(" · "), { class: "quiet" }));
    item.addEventListener("mousedown", (e) => { e.preventDefault(); goTo(r); });
    return item;
  }));
  const open_ = found.length > 0;
  byId("places").hidden = !open_;
  byId("search").setAttribute("aria-expanded", String(open_));
  byId("search-note").textContent = byId("search").value.trim() ? (open_ ? fill("found", { n: found.length }) : word("not_found")) : "";
  byId("search-note").classList.toggle("hidden", open_ || !byId("search").value.trim());
  at = -1;
};
byId("search").addEventListener("input", suggest);
byId("search").addEventListener("blur", closeSearch);
byId("search").addEventListener("keydown", (e) => {
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    if (byId("places").hidden) suggest();
    if (found.length) mark((at + (e.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
  } else if (e.key === "Enter") {
    if (byId("places").hidden || !found.length) suggest();
    if (found.length) goTo(found[Math.max(at, 0)]);
  } else if (e.key === "Escape") { e.stopPropagation(); closeSearch(); flag.clearLayers(); }
});

// ---- measuring along geodesics, by pointer or by keyboard
const rule = L.layerGroup().addTo(map);
let corners = null;
const measuring = () => corners !== null;
const measured = () => corners.slice(1).reduce((sum, c, i) => sum + geodesic(corners[i], c), 0);
const drawRule = () => {
  rule.clearLayers();
  const metres = corners.length ? measured() : 0;
  corners.forEach((c) => L.circleMarker(c, { ...still, radius: 4, color: "#b3261e", fillColor: "#fff", fillOpacity: 1, weight: 2 }).addTo(rule));
  L.polyline(corners, { ...still, color: "#b3261e", weight: 2.5 }).addTo(rule);
  if (corners.length > 1) L.tooltip({ permanent: true, direction: "top", offset: [0, -8], className: "rule-tip" }).setLatLng(corners[corners.length - 1]).setContent(element("span", exactLength(metres))).addTo(rule);
  byId("measure").dataset.metres = metres.toFixed(1);
  byId("measure-note").textContent = corners.length > 1 ? `${word("distance")}: ${exactLength(metres)}` : word("measure_help");
};
const exactLength = (metres) => `\u2068${(metres / 1000).toFixed(metres < 1e4 ? 2 : 1)}\u00a0${word("km")}\u2069`;
const addCorner = (where) => { corners.push(L.latLng(where)); drawRule(); };
const setMeasure = (on) => {
  corners = on ? [] : null;
  rule.clearLayers();
  byId("measure").setAttribute("aria-pressed", String(on));
  byId("measure-note").hidden = !on;
  byId("map").classList.toggle("measuring", on);
  delete byId("measure").dataset.metres;
  if (on) { map.closePopup(); map.doubleClickZoom.disable(); drawRule(); } else map.doubleClickZoom.enable();
};
byId("measure").addEventListener("click", () => setMeasure(!measuring()));
map.on("click", (e) => { if (measuring()) addCorner(e.latlng); });
byId("map").addEventListener("keydown", (e) => {
  if (e.target !== byId("map")) return;
  if (e.key === "Backspace" && measuring()) { corners.pop(); drawRule(); e.preventDefault(); }
  if (e.key !== "Enter" && e.key !== " ") return;
  e.preventDefault();
  const centre = map.getCenter();
  if (measuring()) { addCorner(centre); return; }
  opener = byId("map");
  const p = map.latLngToLayerPoint(centre);
  const near = visible.filter((i) => map.latLngToLayerPoint([events[i].y, events[i].x]).distanceTo(p) < 30);
  const zone = zoneAt(p);
  if (near.length === 1) eventPopup(events[near[0]], centre);
  else if (near.length) groupPopup(near, centre);
  else if (zone && map.hasLayer(zoneLayer)) showPopup(centre, () => zoneBox(zone));
  opener = byId("map");
  focusPopup();
});
document.addEventListener("keydown", () => document.body.classList.add("keys"), true);
document.addEventListener("pointerdown", () => document.body.classList.remove("keys"), true);
document.addEventListener("keydown", (e) => {
  if (e.key !== "Escape") return;
  if (document.querySelector(".leaflet-popup")) map.closePopup();
  else if (measuring()) setMeasure(false);
  else if (isPhone() && !byId("panel").hidden) togglePanel(false);
});

// ---- time
let timer = null;
const goToDate = (index) => { byId("slider").value = String(index); showDate(index); };
const step = (by) => goToDate((shown + by + data.dates.length) % data.dates.length);
const stop = () => { clearInterval(timer); timer = null; byId("play").setAttribute("aria-pressed", "false"); byId("play").querySelector("span").textContent = word("play"); };
byId("play").addEventListener("click", () => {
  if (timer) { stop(); return; }
  byId("play").setAttribute("aria-pressed", "true");
  byId("play").querySelector("span").textContent = word("pause");
  timer = setInterval(() => step(1), 900);
});
byId("before").addEventListener("click", () => { stop(); step(-1); });
byId("after").addEventListener("click", () => { stop(); step(1); });
byId("slider").addEventListener("input", () => { stop(); showDate(Number(byId("slider").value)); });
byId("follow").addEventListener("change", () => filter());

// ---- panel, layers, language
const togglePanel = (open_) => {
  byId("panel").hidden = !open_;
  byId("panel-toggle").setAttribute("aria-expanded", String(open_));
  document.body.classList.toggle("panel-open", open_);
  if (open_ && isPhone()) byId("panel").focus({ preventScroll: true });
  map.invalidateSize({ animate: false });
};
byId("panel-toggle").addEventListener("click", () => togglePanel(byId("panel").hidden));
byId("panel-close").addEventListener("click", () => { togglePanel(false); byId("panel-toggle").focus(); });
document.querySelectorAll("#skip a").forEach((a) => a.addEventListener("click", (e) => {
  e.preventDefault();
  const target = document.querySelector(a.getAttribute("href"));
  if (target !== byId("map")) togglePanel(true);
  (target.querySelector("summary") && target.id === "events" ? target.querySelector("summary") : target).focus();
}));
const layers = [["zones", [zoneLayer, frontLayer]], ["events", [eventLayer]], ["footprints", [footprintLayer]], ["names", [names]], ["relief", [relief]], ["governorates", [limits]]];
const box = (value, text, on, act) => {
  const label = element("label", undefined, { class: "check" });
  const input = element("input", undefined, { type: "checkbox", value });
  input.checked = on;
  input.addEventListener("change", act);
  label.append(input, element("span", text, { dir: "auto" }));
  return label;
};
const drawLayers = () => byId("layers").replaceChildren(...layers.map(([key, group]) => box(key, word(`layer_${key}`), map.hasLayer(group[0]), (e) => {
  group.forEach((layer) => (e.target.checked ? map.addLayer(layer) : map.removeLayer(layer)));
  // zones that come back lost their places in the drawing and with them their fills
  if (key === "zones" && e.target.checked) data.zones.forEach((z, i) => { if (zoneLayer.hasLayer(zoneShapes[i])) zoneShapes[i].setStyle(fillOf(z)); });
  redraw();
})));
const options = (id, counts, name, keep) => {
  const fieldset = byId(id);
  fieldset.querySelectorAll("label").forEach((n) => n.remove());
  counts.forEach((n, value) => fieldset.appendChild(box(value, `${name(value)} (${n})`, keep ? keep.has(value) : true, () => filter())));
};
const tally = (key) => {
  const counts = new Map();
  events.forEach((e) => { const value = e[key] || ""; counts.set(value, (counts.get(value) || 0) + 1); });
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
};
const typeCounts = tally("type"); const holderCounts = tally("ctl");
byId("reset").addEventListener("click", () => {
  byId("panel").querySelectorAll("#types input, #holders input").forEach((n) => { n.checked = true; });
  byId("from").value = ""; byId("to").value = ""; byId("least").value = "0"; byId("follow").value = "all";
  filter();
});
byId("more").addEventListener("click", () => {
  const from = listed;
  list(listed + PER_PAGE);
  const next = byId("list").querySelectorAll("button.event")[from];
  if (next) next.focus();
});
const Scale = L.Control.extend({
  onAdd() { this._node = element("div", undefined, { class: "scale" }); this._line = element("span"); this._node.appendChild(this._line); map.on("moveend", this.update, this); return this._node; },
  onRemove() { map.off("moveend", this.update, this); },
  update() {
    const y = map.getSize().y / 2; const most = Math.min(140, map.getSize().x / 3);
    const metres = geodesic(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([most, y]));
    if (!metres) return;
    const power = 10 ** Math.floor(Math.log10(metres));
    const round = [5, 2, 1].map((n) => n * power).find((n) => n <= metres);
    const width = (most * round) / metres;
    this._line.style.width = `${width.toFixed(1)}px`;
    this._line.textContent = round >= 1000 ? `\u2068${round / 1000} ${word("km")}\u2069` : `\u2068${round} ${word("m")}\u2069`;
    this._node.dataset.metres = round; this._node.dataset.pixels = width.toFixed(3);
  },
});
const Credit = L.Control.extend({
  onAdd() { this._node = element("div", data.credit[language], { class: "credit" }); map.on("resize", this.fit, this); this.fit(); return this._node; },
  onRemove() { map.off("resize", this.fit, this); },
  // beside the scale, never over it
  fit() { this._node.style.maxWidth = `${Math.min(map.getSize().x - 175, 640)}px`; },
});
let zoomControl = null; const scale = new Scale({ position: "bottomleft" }); let credit = null;
const speak = () => {
  const rtl = language === "ar";
  document.documentElement.lang = language;
  document.documentElement.dir = rtl ? "rtl" : "ltr";
  document.querySelectorAll("[data-word]").forEach((n) => { n.textContent = word(n.dataset.word); });
  byId("map").setAttribute("aria-label", `${data.title[language]}. ${word("map_help")}`);
  [["panel", "panel"], ["time", "zone_date"], ["skip", "skip"], ["search", "search"], ["places", "search"], ["before", "date_before"], ["after", "date_after"]].forEach(([id, key]) => byId(id).setAttribute("aria-label", word(key)));
  byId("search").placeholder = word("search");
  byId("language").textContent = rtl ? "English" : "العربية";
  byId("language").lang = rtl ? "en" : "ar";
  byId("title").textContent = data.title[language];
  document.title = data.title[language];
  const first = !byId("types").querySelector("input");
  const keepTypes = checked("types"); const keepHolders = checked("holders");
  options("types", typeCounts, typeWords, first ? null : keepTypes);
  options("holders", holderCounts, (c) => (c ? holderName(c) : word("undetermined")), first ? null : keepHolders);
  byId("about-text").replaceChildren(...data.about[language].map((line) => element("p", line, { dir: "auto" })));
  if (data.dates.length) { byId("first-date").textContent = day(data.dates[0]); byId("last-date").textContent = day(data.dates[data.dates.length - 1]); }
  if (timer) byId("play").querySelector("span").textContent = word("pause");
  drawLayers();
  if (zoomControl) { zoomControl.remove(); credit.remove(); scale.remove(); }
  zoomControl = L.control.zoom({ position: rtl ? "topright" : "topleft", zoomInTitle: word("zoom_in"), zoomOutTitle: word("zoom_out") }).addTo(map);
  scale.setPosition(rtl ? "bottomright" : "bottomleft"); scale.addTo(map); scale.update();
  credit = new Credit({ position: rtl ? "bottomleft" : "bottomright" }).addTo(map);
  names.forgetControls();
  map.closePopup();
  if (measuring()) drawRule();
  showDate(Math.max(shown, 0));
  filter();
};
byId("language").addEventListener("click", () => { language = language === "ar" ? "en" : "ar"; speak(); });
["from", "to", "least"].forEach((id) => byId(id).addEventListener("input", () => filter()));

// ---- start
const start = L.latLngBounds([data.bounds[1], data.bounds[0]], [data.bounds[3], data.bounds[2]]);
const whole = L.latLngBounds([south, west], [north, east]).extend(L.latLngBounds([data.extent[1], data.extent[0]], [data.extent[3], data.extent[2]]));
const days = events.flatMap((e) => [e.t0, e.t1]).filter(Boolean).sort();
["from", "to"].forEach((id) => { if (days.length) { byId(id).min = days[0]; byId(id).max = days[days.length - 1]; } });
byId("filters").hidden = events.length === 0;
byId("events").hidden = events.length === 0;
byId("follow-label").hidden = events.length === 0 || data.dates.length < 2;
byId("time").hidden = data.dates.length === 0;
byId("time").classList.toggle("single", data.dates.length < 2);
byId("slider").max = String(Math.max(data.dates.length - 1, 0));
shown = Math.max(data.dates.indexOf(data.at), 0);
byId("slider").value = String(shown);
map.setMaxBounds(whole.pad(0.05));
const leastZoom = () => map.setMinZoom(Math.min(map.getBoundsZoom(whole), 8));
leastZoom();
map.on("resize", leastZoom);
if (isPhone()) togglePanel(false);
map.fitBounds(start, { animate: false });
names.addTo(map);
map.on("resize", () => names.forgetControls());
map.on("moveend resize", () => redraw());
// its source has a cell of 1 km: close up it would only stain the ground
map.on("zoomend", () => relief.setOpacity(map.getZoom() <= 9 ? 1 : map.getZoom() >= 11 ? 0.3 : 0.6));
byId("home").addEventListener("click", () => map.fitBounds(start, { animate: false }));
speak();
// On paper the map keeps its size in pixels and is scaled as a picture: canvases that are redrawn for a
// print come too late for it.
const PAPER = { width: 770, height: 600 };
const measurePaper = () => {
  if (window.matchMedia("print").matches) return;
  map.invalidateSize({ animate: false });
  const size = map.getSize();
  const style = document.documentElement.style;
  style.setProperty("--map-width", `${size.x}px`);
  style.setProperty("--map-height", `${size.y}px`);
  style.setProperty("--paper-scale", Math.min(PAPER.width / size.x, PAPER.height / size.y).toFixed(4));
};
new ResizeObserver(measurePaper).observe(byId("map"));
measurePaper();
window.badiaGeo = { map, data, showDate, geodesic, events: () => chosen.length, names: () => names.drawn, marks: () => markBoxes, visible: () => visible.length };
