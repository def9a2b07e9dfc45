"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  let language = data.language;
  const word = (key) => (data.words[key] || { en: key, ar: key })[language] || key;
  const element = (tag, text, attributes = {}) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = String(text);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const percent = (p) => (p === null || p === undefined ? "" : ` ${Math.round(100 * p)} %`);
  const months = data.months;
  const day = (iso) => {
    if (!iso) return word("no_date");
    const [y, m, d] = iso.split("-").map(Number);
    return `${d} ${months[language][m - 1]} ${y}`;
  };
  const holder = (code) => data.controllers[code] || { name: code, name_ar: code, colour: "#9a9a94" };
  const holderName = (code) => (language === "ar" ? holder(code).name_ar : holder(code).name);

  const map = L.map("map", { preferCanvas: true, zoomControl: true, attributionControl: false, minZoom: 5, maxZoom: 15, worldCopyJump: false, fadeAnimation: false });
  const pane = (name, z) => { map.createPane(name).style.zIndex = z; return name; };
  pane("base", 210); pane("zones", 300); pane("water", 340); pane("lines", 350); pane("footprints", 380); pane("towns", 600);
  map.getPane("towns").style.pointerEvents = "none";
  const baseRenderer = L.canvas({ pane: "base" });
  const lineRenderer = L.canvas({ pane: "lines" });
  const still = { interactive: false };
  L.geoJSON(data.base.land, { ...still, pane: "base", renderer: baseRenderer, style: { fillColor: "#f3efe6", fillOpacity: 1, stroke: false } }).addTo(map);

  // ---- zones
  const zoneRenderer = L.svg({ pane: "zones", padding: 0.5 });
  const zoneLayer = L.layerGroup().addTo(map);
  let hatches = 0;
  const hatch = (colour, back, kind) => {
    const root = zoneRenderer._rootGroup && zoneRenderer._rootGroup.parentNode;
    if (!root) return back;
    const id = `hatch-${hatches += 1}`;
    const ns = "http://www.w3.org/2000/svg";
    const node = (tag, attributes) => {
      const made = document.createElementNS(ns, tag);
      for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, v);
      return made;
    };
    const pattern = node("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" });
    pattern.appendChild(node("rect", { width: 8, height: 8, fill: back }));
    if (kind === "presence" || kind === "unsettled") pattern.appendChild(node("circle", { cx: 4, cy: 4, r: 1.2, fill: colour }));
    else pattern.appendChild(node("path", { d: kind === "joint" ? "M0,4 L8,4" : "M-2,2 L2,-2 M0,8 L8,0 M6,10 L10,6", stroke: colour, "stroke-width": 2 }));
    let defs = root.querySelector("defs");
    if (!defs) { defs = document.createElementNS(ns, "defs"); root.insertBefore(defs, root.firstChild); }
    defs.appendChild(pattern);
    return `url(#${id})`;
  };
  const zoneWords = (z) => {
    const others = z.w.map(holderName).join(", ");
    if (z.s === "contested") return `${holderName(z.c)} / ${others} (${word("contested")})`;
    if (z.s === "joint") return `${holderName(z.c)} + ${others} (${word("joint")})`;
    if (z.s === "presence") return `${holderName(z.c)} (${word("presence")}: ${others})`;
    if (z.s === "unsettled" || z.c === "none") return word("unsettled");
    return holderName(z.c);
  };
  const fills = new Map();
  const fillOf = (z) => {
    const key = `${z.c}|${z.s}|${z.w.join()}`;
    if (!fills.has(key)) {
      const back = holder(z.c).colour;
      const front = holder(z.w[0] || "is").colour;
      let fill = back;
      if (z.s === "unsettled" || z.c === "none") fill = hatch("#b9ab8b", "#f3efe6", "unsettled");
      else if (["contested", "joint", "presence"].includes(z.s) && z.w.length) fill = hatch(front, back, z.s);
      fills.set(key, fill);
    }
    return fills.get(key);
  };
  const zoneShapes = data.zones.map((z) => {
    const layer = L.geoJSON(z.g, { pane: "zones", renderer: zoneRenderer, style: { stroke: true, color: "#4a443c", weight: 0.7, fillOpacity: 0.5 } });
    layer.on("mouseover", () => layer.setStyle({ weight: 2.2 }));
    layer.on("mouseout", () => layer.setStyle({ weight: 0.7 }));
    layer.bindTooltip(() => {
      const box = element("div");
      box.appendChild(element("strong", zoneWords(z)));
      box.appendChild(element("div", `${word("valid")}: ${z.f ? day(z.f) : "…"} – ${z.t ? day(z.t) : "…"}`));
      if (z.src) box.appendChild(element("div", `${word("source")}: ${z.src}`));
      return box;
    }, { sticky: true, className: "zone-tip" });
    return layer;
  });
  let shown = -1;
  const showDate = (index) => {
    data.zones.forEach((z, i) => {
      const wanted = z.on.includes(index);
      const layer = zoneShapes[i];
      if (wanted && !zoneLayer.hasLayer(layer)) {
        zoneLayer.addLayer(layer);
        layer.setStyle({ fillColor: fillOf(z) });
      } else if (!wanted && zoneLayer.hasLayer(layer)) zoneLayer.removeLayer(layer);
    });
    shown = index;
    byId("slider").setAttribute("aria-valuetext", data.dates.length ? day(data.dates[index]) : "");
    byId("date").textContent = data.dates.length ? day(data.dates[index]) : "";
    legend();
  };

  // ---- base lines and towns
  L.geoJSON(data.base.lakes, { ...still, pane: "water", style: { fillColor: "#8fb6d3", fillOpacity: 1, color: "#4b7fa8", weight: 0.8 } }).addTo(map);
  L.geoJSON(data.base.rivers, { ...still, pane: "water", style: (f) => ({ color: "#4b7fa8", weight: f.properties.main ? 3 : 1 }) }).addTo(map);
  const limits = L.geoJSON(data.base.governorates, { ...still, pane: "lines", renderer: lineRenderer, style: { color: "#6e675c", weight: 1, dashArray: "6 3 1 3" } }).addTo(map);
  L.geoJSON(data.base.borders, { ...still, pane: "lines", renderer: lineRenderer, style: (f) => ({ color: "#2e2b28", weight: f.properties.disputed ? 1.2 : 1.8, dashArray: f.properties.disputed ? "5 4" : null }) }).addTo(map);
  const townLayer = L.layerGroup().addTo(map);
  const towns = () => {
    townLayer.clearLayers();
    const bounds = map.getBounds().pad(-0.02);
    const taken = [];
    for (const [name, arabic, lon, lat, weight] of data.base.towns) {
      if (!bounds.contains([lat, lon])) continue;
      const p = map.latLngToContainerPoint([lat, lon]);
      const text = language === "ar" && arabic ? arabic : name;
      const box = [p.x - 4, p.y - 9, p.x + 12 + text.length * 7, p.y + 9];
      if (taken.some((b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3])) continue;
      taken.push(box);
      const label = element("span", undefined, { class: "town" });
      label.appendChild(document.createTextNode("○ "));
      label.appendChild(element(weight >= 1e5 ? "b" : "span", text));
      L.marker([lat, lon], { ...still, pane: "towns", keyboard: false, icon: L.divIcon({ className: "", html: label, iconSize: null, iconAnchor: [4, 7] }) }).addTo(townLayer);
      if (taken.length >= 60) break;
    }
  };
  map.on("moveend", towns);

  // ---- events
  const Symbol_ = L.CircleMarker.extend({
    _updatePath() {
      const renderer = this._renderer;
      if (!renderer._drawing || this._empty()) return;
      const ctx = renderer._ctx; const p = this._point; const r = this._radius;
      ctx.beginPath();
      const line = (points) => points.forEach(([x, y], i) => (i ? ctx.lineTo(p.x + x * r, p.y + y * r) : ctx.moveTo(p.x + x * r, p.y + y * r)));
      const kind = this.options.symbol;
      if (kind === "star") line([...Array(10).keys()].map((i) => { const a = Math.PI * (i / 5 - 0.5); const s = i % 2 ? 0.45 : 1.15; return [s * Math.cos(a), s * Math.sin(a)]; }));
      else if (kind === "plus") line([[-.35, -1], [.35, -1], [.35, -.35], [1, -.35], [1, .35], [.35, .35], [.35, 1], [-.35, 1], [-.35, .35], [-1, .35], [-1, -.35], [-.35, -.35]]);
      else if (kind === "cross") line([[0, -.45], [.55, -1], [1, -.55], [.45, 0], [1, .55], [.55, 1], [0, .45], [-.55, 1], [-1, .55], [-.45, 0], [-1, -.55], [-.55, -1]]);
      else if (kind === "square") line([[-.8, -.8], [.8, -.8], [.8, .8], [-.8, .8]]);
      else if (kind === "up") line([[0, -1], [.95, .8], [-.95, .8]]);
      else if (kind === "down") line([[0, 1], [.95, -.8], [-.95, -.8]]);
      else ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
      ctx.closePath();
      renderer._fillStroke(ctx, this);
    },
  });
  const symbols = { "Explosions/Remote violence": "star", Battles: "cross", "Violence against civilians": "plus", Protests: "up", Riots: "down", "Strategic developments": "square" };
  const eventLayer = L.layerGroup().addTo(map);
  const footprintLayer = L.layerGroup().addTo(map);
  const footprintStyle = { pane: "footprints", interactive: false, color: "#2b2250", weight: 1.2, dashArray: "5 4", fillColor: "#2b2250", fillOpacity: 0.08 };
  const bankWords = (e) => {
    if (!e.bank) return "";
    const p = e.pl === null ? null : e.bank === "left" ? e.pl : e.bank === "right" ? 1 - e.pl : null;
    return `${word(e.bank)}${percent(p)}`;
  };
  const typeWords = (type) => (data.words[type] || { en: type, ar: type })[language] || type || word("other");
  const when = (e) => (e.t0 && e.t1 && e.t0 !== e.t1 ? `${day(e.t0)} – ${day(e.t1)}` : day(e.t0 || e.t1));
  const popup = (e) => {
    const box = element("div", undefined, { class: "popup", tabindex: "0", role: "group", "aria-label": typeWords(e.type), dir: language === "ar" ? "rtl" : "ltr" });
    box.appendChild(element("h3", typeWords(e.type)));
    box.appendChild(element("p", `${when(e)} · ${e.place || ""}`));
    const zone = e.ctl ? `${holderName(e.ctl)}${percent(e.p)}` : word("undetermined");
    box.appendChild(element("p", `${word("zone")}: ${zone}${e.bank ? ` · ${bankWords(e)}` : ""}`));
    box.appendChild(element("p", `${word("radius")}: ${e.r === null ? "?" : (e.r / 1000).toFixed(e.r < 10000 ? 1 : 0)} km · ${e.prec || ""} · ${word("score")}${percent(e.score)}`));
    if (e.deaths) box.appendChild(element("p", `${word("deaths")}: ${e.deaths}`));
    if (e.text) box.appendChild(element("blockquote", e.text));
    if (e.steps.length) {
      box.appendChild(element("small", word("steps")));
      const list = element("ol");
      e.steps.forEach((s) => list.appendChild(element("li", s)));
      box.appendChild(list);
    }
    if (e.reason) box.appendChild(element("small", e.reason));
    if (e.src) box.appendChild(element("small", `${word("source")}: ${e.src}`));
    return box;
  };
  const marks = data.events.map((e) => {
    if (e.x === null) return null;
    const mark = new Symbol_([e.y, e.x], { radius: Math.min(7 + Math.sqrt(e.n || 0), 16), symbol: symbols[e.type] || "circle", color: e.sharp ? "#fff" : "#101010", weight: 1.6, fillColor: e.sharp ? "#101010" : "#fff", fillOpacity: 0.95 });
    mark.bindPopup(() => popup(e), { maxWidth: 360 });
    mark.on("popupopen", () => { footprintLayer.clearLayers(); drawFootprint(e); });
    mark.on("popupclose", () => drawFootprints());
    return mark;
  });
  const drawFootprint = (e) => {
    if (e.fp) L.geoJSON(e.fp, footprintStyle).addTo(footprintLayer);
    else if (e.r && e.x !== null) L.circle([e.y, e.x], { ...footprintStyle, radius: e.r }).addTo(footprintLayer);
  };
  let chosen = [];
  // beyond a few hundred outlines nothing can be read: then a footprint shows with its event only
  const drawFootprints = () => { footprintLayer.clearLayers(); if (chosen.length <= 200) chosen.forEach((i) => drawFootprint(data.events[i])); };
  const checked = (box) => new Set([...byId(box).querySelectorAll("input:checked")].map((n) => n.value));
  const filter = () => {
    const types = checked("types"); const holders = checked("holders");
    const from = byId("from").value; const to = byId("to").value; const least = Number(byId("least").value) / 100;
    byId("least-value").textContent = `${byId("least").value} %`;
    chosen = [];
    data.events.forEach((e, i) => {
      const fits = types.has(e.type || "") && holders.has(e.ctl || "") && (!from || !e.t1 || e.t1 >= from) && (!to || !e.t0 || e.t0 <= to) && (e.p === null ? least === 0 : e.p >= least);
      if (fits) chosen.push(i);
      const mark = marks[i];
      if (!mark) return;
      if (fits && !eventLayer.hasLayer(mark)) eventLayer.addLayer(mark);
      else if (!fits && eventLayer.hasLayer(mark)) eventLayer.removeLayer(mark);
    });
    drawFootprints();
    list();
    byId("count").textContent = `${chosen.length} / ${data.events.length} ${word("shown")}`;
  };
  const open = (i) => {
    const e = data.events[i]; const mark = marks[i];
    if (!mark) return;
    const bounds = e.r ? L.latLng(e.y, e.x).toBounds(5 * e.r) : null;
    if (bounds) map.fitBounds(bounds, { maxZoom: 11, animate: false }); else map.setView([e.y, e.x], 9, { animate: false });
    mark.openPopup();
  };
  const list = () => {
    const node = byId("list");
    node.replaceChildren();
    // a list of thousands of buttons helps nobody and costs the filter its speed
    chosen.slice(0, 200).forEach((i) => {
      const e = data.events[i];
      const item = element("li");
      const button = element("button", undefined, { type: "button", "data-event": i });
      button.appendChild(element("span", typeWords(e.type)));
      button.appendChild(element("small", `${when(e)} · ${e.place || ""}${e.x === null ? ` (${word("no_place")})` : ""}`));
      button.addEventListener("click", () => open(i));
      item.appendChild(button);
      node.appendChild(item);
    });
    if (chosen.length > 200) node.appendChild(element("li", `… +${chosen.length - 200}`));
  };
  const options = (box, values, name, keep) => {
    const fieldset = byId(box);
    [...fieldset.querySelectorAll("label")].forEach((n) => n.remove());
    values.forEach((value) => {
      const label = element("label");
      const input = element("input", undefined, { type: "checkbox", value });
      input.checked = keep ? keep.has(value) : true;
      input.addEventListener("change", filter);
      label.append(input, ` ${name(value)}`);
      fieldset.appendChild(label);
    });
  };
  const legend = () => {
    const node = byId("legend");
    node.replaceChildren();
    const seen = new Set();
    data.zones.forEach((z) => {
      if (!z.on.includes(shown)) return;
      const text = zoneWords(z);
      if (seen.has(text)) return;
      seen.add(text);
      const item = element("li");
      const ns = "http://www.w3.org/2000/svg";
      const svg = document.createElementNS(ns, "svg");
      svg.setAttribute("width", 26); svg.setAttribute("height", 16); svg.setAttribute("aria-hidden", "true");
      const rect = document.createElementNS(ns, "rect");
      rect.setAttribute("width", 26); rect.setAttribute("height", 16); rect.setAttribute("fill", fillOf(z)); rect.setAttribute("fill-opacity", 0.55); rect.setAttribute("stroke", "#4a443c");
      svg.appendChild(rect);
      item.append(svg, element("span", text));
      node.appendChild(item);
    });
  };

  // ---- search, measure, language, time
  const found = new Map();
  const fillPlaces = () => {
    const options_ = byId("places");
    options_.replaceChildren();
    found.clear();
    const add = (name, lon, lat) => { if (name && !found.has(name)) { found.set(name, [lat, lon]); if (found.size <= 500) options_.appendChild(element("option", undefined, { value: name })); } };
    data.base.towns.forEach(([name, arabic, lon, lat]) => { add(name, lon, lat); add(arabic, lon, lat); });
    data.events.forEach((e) => { if (e.x !== null) add(e.place, e.x, e.y); });
  };
  const search = () => {
    const text = byId("search").value.trim().toLowerCase();
    if (!text) return;
    const names = [...found.keys()];
    const name = names.find((n) => n.toLowerCase() === text) || names.find((n) => n.toLowerCase().startsWith(text)) || names.find((n) => n.toLowerCase().includes(text));
    byId("search").setAttribute("aria-invalid", name ? "false" : "true");
    if (name) { map.setView(found.get(name), Math.max(map.getZoom(), 10), { animate: false }); byId("search").dataset.found = name; }
  };
  byId("search").addEventListener("keydown", (e) => { if (e.key === "Enter") search(); });
  byId("search").addEventListener("change", search);
  const rule = L.layerGroup().addTo(map);
  let corners = null;
  const measure = () => {
    corners = corners ? null : [];
    rule.clearLayers();
    byId("measure").setAttribute("aria-pressed", String(Boolean(corners)));
    byId("map").style.cursor = corners ? "crosshair" : "";
  };
  byId("measure").addEventListener("click", measure);
  map.on("click", (e) => {
    if (!corners) return;
    corners.push(e.latlng);
    rule.clearLayers();
    L.polyline(corners, { color: "#b3261e", weight: 2 }).addTo(rule);
    let metres = 0;
    for (let i = 1; i < corners.length; i += 1) metres += map.distance(corners[i - 1], corners[i]);
    const tip = L.tooltip({ permanent: true, direction: "top" }).setLatLng(e.latlng).setContent(element("span", `${(metres / 1000).toFixed(metres < 1e4 ? 2 : 1)} km`));
    rule.addLayer(tip);
    byId("measure").dataset.metres = metres.toFixed(0);
  });
  let timer = null;
  const stop = () => { clearInterval(timer); timer = null; byId("play").setAttribute("aria-pressed", "false"); };
  byId("play").addEventListener("click", () => {
    if (timer) { stop(); return; }
    byId("play").setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      const next = (Number(byId("slider").value) + 1) % data.dates.length;
      byId("slider").value = String(next);
      showDate(next);
    }, 900);
  });
  byId("slider").addEventListener("input", () => { stop(); showDate(Number(byId("slider").value)); });
  byId("panel-toggle").addEventListener("click", () => {
    const panel = byId("panel");
    panel.hidden = !panel.hidden;
    byId("panel-toggle").setAttribute("aria-expanded", String(!panel.hidden));
    map.invalidateSize();
  });
  let layers = null;
  const types = [...new Set(data.events.map((e) => e.type || ""))].sort();
  const holders = [...new Set(data.events.map((e) => e.ctl || ""))].sort();
  const speak = () => {
    document.documentElement.lang = language;
    document.documentElement.dir = language === "ar" ? "rtl" : "ltr";
    document.querySelectorAll("[data-word]").forEach((n) => { n.textContent = word(n.dataset.word); });
    byId("panel").setAttribute("aria-label", word("panel"));
    byId("search").placeholder = word("search");
    byId("language").textContent = language === "ar" ? "English" : "العربية";
    byId("language").lang = language === "ar" ? "en" : "ar";
    byId("title").textContent = data.title[language];
    byId("subtitle").textContent = data.subtitle[language];
    const keepTypes = checked("types"); const keepHolders = checked("holders");
    const first = !byId("types").querySelector("input");
    options("types", types, typeWords, first ? null : keepTypes);
    options("holders", holders, (c) => (c ? holderName(c) : word("undetermined")), first ? null : keepHolders);
    const about = byId("about");
    [...about.querySelectorAll("p")].forEach((n) => n.remove());
    data.about[language].forEach((line) => about.appendChild(element("p", line)));
    if (layers) layers.remove();
    layers = L.control.layers(null, { [word("zones")]: zoneLayer, [word("footprints")]: footprintLayer, [word("events")]: eventLayer, [word("governorates")]: limits, [word("towns")]: townLayer }, { position: language === "ar" ? "topleft" : "topright" }).addTo(map);
    towns();
    showDate(Math.max(shown, 0));
    filter();
  };
  byId("language").addEventListener("click", () => { language = language === "ar" ? "en" : "ar"; speak(); });
  ["from", "to", "least"].forEach((id) => byId(id).addEventListener("input", filter));
  L.control.scale({ imperial: false, maxWidth: 140 }).addTo(map);
  map.fitBounds([[data.bounds[1], data.bounds[0]], [data.bounds[3], data.bounds[2]]], { animate: false });
  byId("slider").max = String(Math.max(data.dates.length - 1, 0));
  byId("time").hidden = data.dates.length === 0;
  shown = Math.max(data.dates.indexOf(data.at), 0);
  byId("slider").value = String(shown);
  byId("play").disabled = data.dates.length < 2;
  fillPlaces();
  speak();
  window.badiaGeo = { map, data, showDate, events: () => chosen.length };
})();
