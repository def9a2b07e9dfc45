const zoneRenderer = L.svg({ pane: "zones", padding: 0.4 });
const zoneLayer = L.layerGroup().addTo(map);
const frontLayer = L.layerGroup().addTo(map);
const FILL = 0.52;
let hatches = 0;
const isNobody = (z) => z.s === "unsettled" || z.c === "none";
const isMixed = (z) => ["contested", "joint", "presence"].includes(z.s);
const hatch = (colour, back, kind) => {
  const root = zoneRenderer._rootGroup.parentNode;
  hatches += 1;
  const id = `hatch-${hatches}`;
  const pattern = drawing("pattern", { id, width: 9, height: 9, patternUnits: "userSpaceOnUse" });
  pattern.appendChild(drawing("rect", { width: 9, height: 9, fill: back, "fill-opacity": FILL }));
  if (kind === "presence" || kind === "unsettled") pattern.appendChild(drawing("circle", { cx: 4.5, cy: 4.5, r: 1.3, fill: colour, "fill-opacity": 0.85 }));
  else pattern.appendChild(drawing("path", { d: kind === "joint" ? "M0,4.5 L9,4.5" : "M-2,2 L2,-2 M0,9 L9,0 M7,11 L11,7", stroke: colour, "stroke-width": 2.4, "stroke-opacity": 0.8 }));
  let defs = root.querySelector("defs");
  if (!defs) { defs = drawing("defs"); root.insertBefore(defs, root.firstChild); }
  defs.appendChild(pattern);
  return `url(#${id})`;
};
const statusWords = (z) => (isNobody(z) ? word("status_unsettled") : data.words[`status_${z.s}`] ? word(`status_${z.s}`) : z.s);
const zoneWords = (z) => {
  const others = z.w.map(holderName).join(", ");
  if (isNobody(z)) return word("unsettled");
  if (z.s === "control") return holderName(z.c);
  if (!others) return `${holderName(z.c)} (${statusWords(z)})`;
  if (z.s === "contested") return fill("zone_contested", { a: holderName(z.c), b: others });
  if (z.s === "joint") return fill("zone_joint", { a: holderName(z.c), b: others });
  if (z.s === "presence") return fill("zone_presence", { a: holderName(z.c), b: others });
  return `${holderName(z.c)} (${z.s})`;
};
const fills = new Map();
const fillOf = (z) => {
  const key = JSON.stringify([z.c, z.s, z.w]);
  if (!fills.has(key)) {
    let paint = { fillColor: holder(z.c).colour, fillOpacity: FILL };
    if (isNobody(z)) paint = { fillColor: hatch("#8d7f5f", "#f6f3ec", "unsettled"), fillOpacity: 1 };
    else if (isMixed(z)) paint = { fillColor: hatch(z.w.length ? holder(z.w[0]).colour : "#55504a", holder(z.c).colour, z.s), fillOpacity: 1 };
    fills.set(key, paint);
  }
  return fills.get(key);
};
const zoneBox = (z) => {
  const box = element("div", undefined, { class: "zone-box", dir: language === "ar" ? "rtl" : "ltr" });
  box.appendChild(element("strong", zoneWords(z)));
  const facts = element("dl");
  const fact = (name, ...values) => { const told = element("dd"); values.forEach((v) => told.appendChild(element("bdi", v))); facts.append(element("dt", word(name)), told); };
  fact("zone_status", statusWords(z));
  fact("since", z.f ? day(z.f) : word("since_unknown"));
  if (z.t) fact("until", day(z.t));
  if (z.acc) fact("edge", `± ${length(z.acc)}`);
  fact("source", z.src || word("no_source"), ...(z.src && z.srcday ? [`, ${day(z.srcday)}`] : []));
  box.appendChild(facts);
  return box;
};
const zoneShapes = data.zones.map((z) => {
  z.dates = new Set(z.on);
  const layer = L.geoJSON(z.g, { pane: "zones", renderer: zoneRenderer, style: { stroke: false, color: "#1d1b1a", smoothFactor: 0, className: "zone" } });
  layer.on("mouseover", () => layer.setStyle({ stroke: true, weight: 2.4 }));
  layer.on("mouseout", () => layer.setStyle({ stroke: false }));
  layer.on("click", (e) => { if (!measuring()) showPopup(e.latlng, () => zoneBox(z)); });
  // Chromium lets Tab stop at whatever in an SVG listens for focus, as Leaflet's tooltips make every zone do
  layer.on("add", () => layer.eachLayer((path) => path.getElement().setAttribute("tabindex", "-1")));
  layer.bindTooltip(() => zoneBox(z), { sticky: true, className: "zone-tip" });
  return layer;
});
const frontShapes = data.outlines.map((o) => {
  o.dates = new Set(o.on);
  return L.geoJSON(o.g, { ...still, pane: "zones", renderer: zoneRenderer, style: { color: "#2c2723", weight: 1.1, opacity: 0.85, smoothFactor: 0 } });
});
const swap = (group, shapes, rows, index, added) => rows.forEach((row, i) => {
  const wanted = row.dates.has(index);
  if (wanted === group.hasLayer(shapes[i])) return;
  if (wanted) { group.addLayer(shapes[i]); added(row, shapes[i]); } else group.removeLayer(shapes[i]);
});
let shown = -1;
const currentDate = () => (data.dates.length ? data.dates[shown] : data.at || "");
const showDate = (index) => {
  shown = index;
  swap(zoneLayer, zoneShapes, data.zones, index, (z, layer) => layer.setStyle(fillOf(z)));
  swap(frontLayer, frontShapes, data.outlines, index, (_, layer) => layer.bringToFront());
  const date = currentDate();
  const text = date ? day(date) : "";
  byId("slider").setAttribute("aria-valuetext", text);
  byId("date").textContent = text;
  const none = !data.zones.some((z) => z.dates.has(index));
  byId("zones-note").hidden = !none;
  byId("zones-note").textContent = none ? (data.zones.length && date ? fill("no_zones_on", { date: text }) : word("no_zones")) : "";
  byId("subtitle").textContent = [none || !date ? "" : fill("as_of", { date: text }), data.cutoff ? fill("cutoff", { date: day(data.cutoff) }) : ""].filter(Boolean).join(" · ");
  if (followsDate()) filter(true); else legend();
};
// where the pointer or the map's centre is, without a pointer
const zoneAt = (point) => {
  const within = (layer) => {
    let inside = false;
    layer.eachLayer((path) => path._rings.forEach((ring) => {
      for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
        const [a, b] = [ring[i], ring[j]];
        if ((a.y > point.y) !== (b.y > point.y) && point.x < ((b.x - a.x) * (point.y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
      }
    }));
    return inside;
  };
  return data.zones.find((z, i) => zoneLayer.hasLayer(zoneShapes[i]) && within(zoneShapes[i]));
};
const inView = (layer) => {
  const size = map.getSize();
  const view = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(size));
  return layer.getLayers().some((path) => path._rings && path._rings.some((ring) => L.PolyUtil.clipPolygon(ring, view, false).length > 0));
};
