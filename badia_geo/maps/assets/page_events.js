const SYMBOLS = {
  "Explosions/Remote violence": "M0-11.5L2.9-3.9 11-3.6 4.6 1.5 6.8 9.3 0 4.8-6.8 9.3-4.6 1.5-11-3.6-2.9-3.9z",
  Battles: "M0-3.6L4.4-8 8-4.4 3.6 0 8 4.4 4.4 8 0 3.6-4.4 8-8 4.4-3.6 0-8-4.4-4.4-8z",
  "Violence against civilians": "M-2.8-8H2.8V-2.8H8V2.8H2.8V8H-2.8V2.8H-8V-2.8H-2.8z",
  Protests: "M0-8.5L8.2 6.5-8.2 6.5z",
  Riots: "M0 8.5L8.2-6.5-8.2-6.5z",
  "Strategic developments": "M-6.5-6.5H6.5V6.5H-6.5z",
  other: "M0-7.5A7.5 7.5 0 1 1 0 7.5A7.5 7.5 0 1 1 0-7.5z",
};
const SHARP_INK = "#101010";
const AREA_INK = "#2b2250";
const CELL = 46;      // pixels within which symbols would lie on one another
const MOST_FOOTPRINTS = 60;
const typeNames = (code) => data.types[code] || [code, code, "other"];
const typeWords = (code) => typeNames(code)[language === "ar" ? 1 : 0];
const classOf = (code) => typeNames(code)[2];
const symbol = (kind, sharp, scale = 1) => {
  const size = Math.round(24 * scale);
  const svg = drawing("svg", { viewBox: "-12 -12 24 24", width: size, height: size, "aria-hidden": "true" });
  const path = { d: SYMBOLS[kind] || SYMBOLS.other, "stroke-linejoin": "round" };
  svg.appendChild(drawing("path", { ...path, fill: "none", stroke: "#fff", "stroke-width": 4.4 }));
  svg.appendChild(drawing("path", { ...path, fill: sharp ? SHARP_INK : "#fff", stroke: sharp ? SHARP_INK : AREA_INK, "stroke-width": sharp ? 0.6 : 1.9 }));
  return svg;
};
const when = (e) => (e.t0 && e.t1 && e.t0 !== e.t1 ? `${day(e.t0)} – ${day(e.t1)}` : day(e.t0 || e.t1));
const footprintLayer = L.layerGroup().addTo(map);
const chosenLayer = L.layerGroup().addTo(map);
const footprintRenderer = L.svg({ pane: "footprints", padding: 0.3 });
const footprintStyle = { pane: "footprints", renderer: footprintRenderer, interactive: false, color: AREA_INK };
const eventLayer = L.featureGroup().addTo(map);

// ---- which events are shown
let chosen = events.map((e) => e.i);
const checked = (box) => new Set([...byId(box).querySelectorAll("input:checked")].map((n) => n.value));
const followsDate = () => byId("follow").value !== "all" && data.dates.length > 1;
const filter = (later = false) => {
  const types = checked("types"); const holders = checked("holders");
  let from = byId("from").value; let to = byId("to").value;
  const least = Number(byId("least").value) / 100;
  byId("least-value").textContent = percent(least);
  if (followsDate()) {
    to = !to || currentDate() < to ? currentDate() : to;
    const before = byId("follow").value === "step" && shown > 0 ? data.dates[shown - 1] : "";
    if (before >= from) from = before === "" ? from : `${before}~`;   // '~' sorts after the day itself: since, not on
  }
  chosen = [];
  events.forEach((e) => {
    const last = e.t1 || e.t0; const first = e.t0 || e.t1;
    const fits = types.has(e.type) && holders.has(e.ctl || "") && (!from || (last && last >= from)) && (!to || (first && first <= to)) && (e.p === null || e.p === undefined ? least === 0 : e.p >= least);
    if (fits) chosen.push(e.i);
  });
  const placeless = chosen.filter((i) => !events[i].located).length;
  byId("count").textContent = fill("count", { a: chosen.length, b: events.length }) + (placeless ? ` · ${fill("placeless", { n: placeless })}` : "");
  redraw(later);
  if (!later) list();
};

// ---- symbols, and counts where symbols would lie on one another
let projected = { zoom: null, x: null, y: null };
const project = (zoom) => {
  if (projected.zoom === zoom) return projected;
  const x = new Float64Array(events.length); const y = new Float64Array(events.length);
  events.forEach((e) => { if (!e.located) return; const p = map.project([e.y, e.x], zoom); x[e.i] = p.x; y[e.i] = p.y; });
  projected = { zoom, x, y };
  return projected;
};
const groupSize = (n) => (n === 1 ? 22 : Math.min(21 + 2.6 * Math.log2(n), 46));
const groupsInView = () => {
  const zoom = map.getZoom();
  const { x, y } = project(zoom);
  const bounds = map.getPixelBounds();
  const pad = 60;
  const cells = new Map();
  chosen.forEach((i) => {
    if (!events[i].located || x[i] < bounds.min.x - pad || x[i] > bounds.max.x + pad || y[i] < bounds.min.y - pad || y[i] > bounds.max.y + pad) return;
    const key = `${Math.floor(x[i] / CELL)},${Math.floor(y[i] / CELL)}`;
    const cell = cells.get(key);
    if (cell) { cell.rows.push(i); cell.x += x[i]; cell.y += y[i]; } else cells.set(key, { rows: [i], x: x[i], y: y[i] });
  });
  const groups = [...cells.values()].map((c) => ({ rows: c.rows, x: c.x / c.rows.length, y: c.y / c.rows.length })).sort((a, b) => b.rows.length - a.rows.length);
  const merged = [];
  groups.forEach((g) => {
    const near = merged.find((m) => Math.hypot(m.x - g.x, m.y - g.y) < (groupSize(m.rows.length) + groupSize(g.rows.length)) / 2);
    if (!near) { merged.push(g); return; }
    const [a, b] = [near.rows.length, g.rows.length];
    near.x = (near.x * a + g.x * b) / (a + b); near.y = (near.y * a + g.y * b) / (a + b);
    near.rows = near.rows.concat(g.rows);
  });
  return merged;
};
const groupWords = (rows) => {
  const counts = new Map();
  rows.forEach((i) => { const name = typeWords(events[i].type); counts.set(name, (counts.get(name) || 0) + 1); });
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5).map(([name, n]) => `${name}: ${n}`);
};
let visible = [];
const drawEvents = () => {
  const held = holdsFocus() ? current : null;
  eventLayer.clearLayers(); footprintLayer.clearLayers(); hideTip();
  markBoxes = [];
  visible = [];
  if (map.hasLayer(eventLayer)) {
    const groups = groupsInView();
    groups.forEach((g) => {
      visible.push(...g.rows);
      const at = map.unproject([g.x, g.y]);
      const p = map.latLngToContainerPoint(at);
      let face; let size;
      if (g.rows.length === 1) {
        const e = events[g.rows[0]];
        const scale = Math.min(0.85 + 0.12 * Math.sqrt(e.n || 0), 1.5);
        face = symbol(classOf(e.type), e.sharp, scale); size = 24 * scale;
      } else {
        size = groupSize(g.rows.length);
        const sharp = g.rows.filter((i) => events[i].sharp).length * 2 >= g.rows.length;
        face = element("span", g.rows.length, { class: sharp ? "group" : "group area" });
        face.style.width = face.style.height = face.style.lineHeight = `${Math.round(size)}px`;
      }
      markBoxes.push([p.x - size / 2, p.y - size / 2, p.x + size / 2, p.y + size / 2]);
      const mark = L.marker(at, { rows: g.rows, size, keyboard: false, icon: L.divIcon({ className: "mark", html: face, iconSize: [size, size] }) });
      eventLayer.addLayer(mark);
    });
    if (map.hasLayer(footprintLayer)) drawFootprints();
  }
  settle(held);
};
// what surrounds the symbols may come a moment later: then a slider that is dragged stays fluid
let waiting = null;
const redraw = (later = false) => {
  drawEvents();
  clearTimeout(waiting);
  const rest = () => { names.draw(); legend(); };
  if (later) waiting = setTimeout(() => { rest(); list(); }, 80); else rest();
};
// one listener and one tooltip for all symbols: binding them to each took longer than drawing it
const markTip = L.tooltip({ direction: "auto" });
const markWords = (rows) => {
  const box = element("div", undefined, { class: "mark-tip" });
  if (rows.length === 1) {
    const e = events[rows[0]];
    box.append(element("strong", typeWords(e.type)), element("div", when(e)), element("div", e.place || "", { dir: "auto" }));
  } else {
    box.appendChild(element("strong", fill("events_here", { n: rows.length })));
    groupWords(rows).forEach((line) => box.appendChild(element("div", line)));
  }
  return box;
};
const hideTip = () => map.removeLayer(markTip);
const showTip = (mark) => {
  markTip.options.offset = [mark.options.size / 2, 0];
  markTip.setLatLng(mark.getLatLng()).setContent(markWords(mark.options.rows));
  map.addLayer(markTip);
};
eventLayer.on("mouseover", ({ propagatedFrom: mark }) => showTip(mark));
eventLayer.on("mouseout", hideTip);
eventLayer.on("click", ({ propagatedFrom: mark }) => {
  hideTip();
  if (measuring()) addCorner(mark.getLatLng()); else openGroup(mark.options.rows, mark.getLatLng());
});
// ---- the symbols by keyboard: one stop of the Tab key for all of them, and the arrow keys from one to the next
let current = null;
const holdsFocus = () => Boolean(current && document.activeElement && document.activeElement === current.getElement());
const telling = () => document.querySelector(".leaflet-popup") !== null;
const middle = (mark) => map.latLngToContainerPoint(mark.getLatLng());
const inWindow = (mark) => { const p = middle(mark); const s = map.getSize(); return p.x >= 0 && p.y >= 0 && p.x <= s.x && p.y <= s.y; };
const nearest = (point) => eventLayer.getLayers().filter(inWindow).reduce((best, mark) => {
  const away = middle(mark).distanceTo(point);
  return best && best.away <= away ? best : { mark, away };
}, null);
const markName = (rows) => {
  if (rows.length > 1) return `${fill("events_here", { n: rows.length })}. ${groupWords(rows).join(", ")}`;
  const e = events[rows[0]];
  return [typeWords(e.type), when(e), e.place].filter(Boolean).join(", ");
};
// only the one that can be reached has a role and a name: to give them to all would slow every step of the slider
const aim = (mark) => {
  const before = current && current.getElement();
  if (before) ["tabindex", "role", "aria-label"].forEach((name) => before.removeAttribute(name));
  current = mark;
  const node = mark && mark.getElement();
  if (!node) return;
  node.setAttribute("tabindex", "0"); node.setAttribute("role", "button"); node.setAttribute("aria-label", markName(mark.options.rows));
};
// after drawing: the symbol where the last one stood, else the one nearest to the middle
const settle = (held) => {
  const found = nearest(held ? middle(held) : map.getSize().divideBy(2));
  current = null;
  aim(found && found.mark);
  if (held) (found ? current.getElement() : byId("map")).focus({ preventScroll: true });
};
const focusMark = (at) => {
  const found = nearest(map.latLngToContainerPoint(at));
  if (!found) { byId("map").focus({ preventScroll: true }); return; }
  aim(found.mark);
  current.getElement().focus({ preventScroll: true });
};
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const beside = ([dx, dy]) => {
  const from = middle(current);
  return eventLayer.getLayers().filter((mark) => mark !== current && inWindow(mark)).reduce((best, mark) => {
    const way = middle(mark).subtract(from);
    const ahead = way.x * dx + way.y * dy; const aside = Math.abs(way.x * dy) + Math.abs(way.y * dx);
    // within 63 degrees of the arrow; what lies aside counts double
    if (ahead <= 0 || aside > 2 * ahead) return best;
    const cost = ahead + 2 * aside;
    return best && best.cost <= cost ? best : { mark, cost };
  }, null);
};
byId("map").addEventListener("keydown", (e) => {
  if (!holdsFocus() || e.ctrlKey || e.metaKey || e.altKey) return;
  const way = WAYS[e.key];
  if (way) {
    const found = beside(way);
    if (found) { aim(found.mark); current.getElement().focus({ preventScroll: true }); }
  } else if (e.key === "Enter" || e.key === " ") {
    const at = current.getLatLng();
    hideTip();
    if (measuring()) addCorner(at);
    else {
      openGroup(current.options.rows, at);
      if (telling()) { returnTo = at; focusPopup(); }
    }
  } else if (e.key === "Escape" && !measuring() && !telling()) byId("map").focus({ preventScroll: true });
  else return;
  e.preventDefault(); e.stopPropagation();
}, true);
byId("map").addEventListener("focusin", () => { if (holdsFocus() && document.body.classList.contains("keys") && !telling()) showTip(current); });
byId("map").addEventListener("focusout", () => hideTip());
const outline = (e, style) => {
  if (e.fp) return L.geoJSON(e.fp, { ...footprintStyle, style: { ...footprintStyle, ...style } });
  return e.r && e.located ? L.circle([e.y, e.x], { ...footprintStyle, ...style, radius: e.r }) : null;
};
// beyond some dozens of outlines nothing can be read: then a footprint shows with its event only
const drawFootprints = () => {
  const drawn = new Set();
  const rows = visible.filter((i) => events[i].fp || events[i].r);
  if (rows.length > MOST_FOOTPRINTS) return;
  rows.forEach((i) => {
    const e = events[i];
    const key = e.fp || `${e.x},${e.y},${e.r}`;
    if (drawn.has(key)) return;
    drawn.add(key);
    const wide = (e.r || 0) > 40000;
    const shape = outline(e, e.sharp ? { weight: 1.2, opacity: 0.9, fill: false } : { weight: 1.1, opacity: wide ? 0.55 : 0.85, dashArray: "5 4", fillOpacity: wide ? 0.02 : 0.1 });
    if (shape) footprintLayer.addLayer(shape);
  });
  if (chosen.length <= MOST_FOOTPRINTS) chosen.forEach((i) => (events[i].cand || []).forEach((c) => footprintLayer.addLayer(candidateMark(c))));
};
const candidateMark = ([lon, lat, chance], named = false) => {
  const mark = L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "candidate", html: element("span", "?"), iconSize: [20, 20] }) });
  if (named) mark.bindTooltip(element("span", percent(chance)), { permanent: true, direction: "right", offset: [10, 0] });
  return mark;
};
const choose = (e) => {
  chosenLayer.clearLayers();
  if (!e) return;
  const shape = outline(e, { weight: 2.4, opacity: 1, dashArray: e.sharp ? null : "7 5", fillOpacity: 0.14 });
  if (shape) chosenLayer.addLayer(shape);
  (e.cand || []).forEach((c) => chosenLayer.addLayer(candidateMark(c, true)));
};

// ---- popups
let opener = null; let returnTo = null;
const showPopup = (at, content, options = {}) => {
  const size = map.getSize();
  const popup = L.popup({ maxWidth: Math.min(380, size.x - 56), minWidth: Math.min(280, size.x - 56), autoPanPaddingTopLeft: [language === "ar" || isPhone() ? 14 : 62, 14], autoPanPaddingBottomRight: [language === "ar" && !isPhone() ? 62 : 14, 34], ...options });
  const box = content();
  box.classList.add("popup-body");
  box.setAttribute("tabindex", "0"); box.setAttribute("role", "group");
  if (!box.getAttribute("aria-label")) box.setAttribute("aria-label", word("zone"));
  box.style.maxHeight = `${Math.max(150, Math.min(440, size.y - 110))}px`;
  popup.setLatLng(at).setContent(box).openOn(map);
  const button = popup.getElement().querySelector(".leaflet-popup-close-button");
  button.setAttribute("aria-label", word("close")); button.setAttribute("title", word("close"));
  return popup;
};
map.on("popupopen", () => byId("map").classList.add("telling"));
map.on("popupclose", () => {
  byId("map").classList.remove("telling");
  chosenLayer.clearLayers();
  const inside = document.activeElement && (document.activeElement === document.body || document.activeElement.closest(".leaflet-popup"));
  if (opener && opener.isConnected && inside) opener.focus({ preventScroll: true });
  else if (returnTo && inside) focusMark(returnTo);
  else if (inside) byId("map").focus({ preventScroll: true });
  opener = null; returnTo = null;
});
const bankWords = (e) => {
  const p = e.pl === null || e.pl === undefined ? null : e.bank === "left" ? e.pl : e.bank === "right" ? 1 - e.pl : null;
  return `${word(e.bank)} ${percent(p)}`;
};
const stepsOf = (e) => (e.steps && e.steps.length ? e.steps : e.located && e.reason ? e.reason.split(/; (?:and )?(?![^(]*\))/) : []);
const sourceNode = (text) => {
  // only plain web addresses become links, and nothing is told to where they lead
  const address = /^https?:\/\/[^\s<>"']+$/i.test(text) ? text : null;
  return address ? element("a", text, { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }) : document.createTextNode(text);
};
const eventBox = (e, back) => {
  const box = element("div", undefined, { class: "popup", "aria-label": typeWords(e.type), dir: language === "ar" ? "rtl" : "ltr" });
  if (back) {
    const button = element("button", fill("back", { n: back.rows.length }), { type: "button", class: "plain" });
    button.addEventListener("click", () => { groupPopup(back.rows, back.at, back.from); focusPopup(); });
    box.appendChild(button);
  }
  box.appendChild(element("h3", typeWords(e.type)));
  box.appendChild(element("p", when(e), { class: "when" }));
  if (e.place) box.appendChild(element("p", e.place, { dir: "auto", class: "place" }));
  const facts = element("dl");
  const fact = (name, value) => { if (value) facts.append(element("dt", word(name)), element("dd", value)); };
  if (e.located) fact("zone", e.ctl ? `${holderName(e.ctl)} ${percent(e.p)}` : word("undetermined"));
  if (e.bank) fact("bank", bankWords(e));
  if (e.located && e.r) fact("precision", `${fill("within", { r: length(e.r) })}${e.prec ? ` · ${word(`prec_${e.prec}`).replace(/^prec_/, "")}` : ""}`);
  if (e.located && e.score !== null && e.score !== undefined) fact("score", percent(e.score));
  fact("deaths", e.deaths);
  fact("actors", e.actors);
  box.appendChild(facts);
  if (e.text) box.appendChild(element("blockquote", e.text, { dir: "auto" }));
  const steps = stepsOf(e);
  if (steps.length) {
    box.appendChild(element("h4", word("steps")));
    const ol = element("ol", undefined, { dir: "auto" });
    steps.forEach((s) => ol.appendChild(element("li", s)));
    box.appendChild(ol);
  } else if (e.reason) {
    box.append(element("h4", word(e.located ? "steps" : "why_not")), element("p", e.reason, { dir: "auto" }));
  }
  if (data.events.lean) box.appendChild(element("p", word("lean_short"), { class: "quiet" }));
  const source = element("p", `${word("source")}: `, { class: "quiet" });
  if (e.src) { const name = element("bdi"); name.appendChild(sourceNode(e.src)); source.appendChild(name); } else source.textContent += word("no_source");
  box.appendChild(source);
  return box;
};
const focusPopup = () => { const box = document.querySelector(".leaflet-popup .popup-body"); if (box) box.focus({ preventScroll: true }); };
const eventPopup = (e, at, back) => { showPopup(at, () => eventBox(e, back)); choose(e); };
const PER_PAGE = 50;
const groupPopup = (rows, at, from = 0) => {
  showPopup(at, () => {
    const box = element("div", undefined, { class: "popup", "aria-label": fill("events_here", { n: rows.length }), dir: language === "ar" ? "rtl" : "ltr" });
    box.appendChild(element("h3", fill("events_here", { n: rows.length })));
    const ol = element("ol", undefined, { class: "plain-list" });
    rows.slice(from, from + PER_PAGE).forEach((i) => ol.appendChild(eventItem(events[i], () => { eventPopup(events[i], at, { rows, at, from }); focusPopup(); })));
    box.appendChild(ol);
    if (rows.length > from + PER_PAGE) {
      const more = element("button", fill("more", { n: rows.length - from - PER_PAGE }), { type: "button" });
      more.addEventListener("click", () => { groupPopup(rows, at, from + PER_PAGE); focusPopup(); });
      box.appendChild(more);
    }
    return box;
  });
};
const openGroup = (rows, at) => {
  if (rows.length === 1) { const e = events[rows[0]]; eventPopup(e, [e.y, e.x]); return; }
  const bounds = L.latLngBounds(rows.map((i) => [events[i].y, events[i].x]));
  const zoom = Math.min(map.getBoundsZoom(bounds.pad(0.3)), map.getMaxZoom());
  // events at one place stay together at any scale: they are listed, not stacked
  if (zoom > map.getZoom() && bounds.getNorthEast().distanceTo(bounds.getSouthWest()) > 300) map.fitBounds(bounds.pad(0.3), { maxZoom: Math.max(Math.min(zoom, 12), map.getZoom() + 1) });
  else groupPopup([...rows].sort((a, b) => (events[b].t0 || "").localeCompare(events[a].t0 || "")), at);
};
const eventItem = (e, act) => {
  const item = element("li");
  const button = element("button", undefined, { type: "button", class: "event" });
  const face = symbol(classOf(e.type), e.sharp && e.located, 0.75);
  const words = element("span");
  words.append(element("span", typeWords(e.type), { class: "what" }), element("span", when(e), { class: "quiet" }));
  if (e.place) words.appendChild(element("span", e.place, { class: "quiet", dir: "auto" }));
  if (!e.located) words.appendChild(element("span", word(e.cand && e.cand.length ? "several_places" : "no_place"), { class: "flag" }));
  button.append(face, words);
  button.addEventListener("click", act);
  item.appendChild(button);
  return item;
};
const open = (i, button) => {
  const e = events[i];
  opener = button;
  if (isPhone()) togglePanel(false);
  if (!e.located && e.cand && e.cand.length) {
    map.fitBounds(L.latLngBounds(e.cand.map(([lon, lat]) => [lat, lon])).pad(0.4), { maxZoom: 10, animate: false });
    eventPopup(e, [e.cand[0][1], e.cand[0][0]]);
  } else {
    const shape = outline(e, {});
    const near = L.latLng(e.y, e.x).toBounds(Math.max(30000, 3 * (e.r || 0)));
    map.fitBounds(shape && e.fp ? near.extend(shape.getBounds()) : near, { maxZoom: 11, animate: false });
    eventPopup(e, [e.y, e.x]);
  }
  opener = button;
  focusPopup();
};
let listed = PER_PAGE;
const list = (most = PER_PAGE) => {
  listed = most;
  const node = byId("list");
  const order = [...chosen].sort((a, b) => (events[b].t0 || "").localeCompare(events[a].t0 || "") || a - b);
  node.replaceChildren(...order.slice(0, most).map((i) => {
    const e = events[i];
    const item = eventItem(e, () => {
      if (e.located || (e.cand && e.cand.length)) { open(i, item.querySelector("button")); return; }
      // an event without a place tells what is known of it where it is listed
      const told = item.querySelector(".popup");
      item.querySelector("button").setAttribute("aria-expanded", String(!told));
      if (told) told.remove(); else item.appendChild(eventBox(e));
    });
    item.querySelector("button").dataset.event = i;
    if (!e.located && !(e.cand && e.cand.length)) item.querySelector("button").setAttribute("aria-expanded", "false");
    return item;
  }));
  byId("more").hidden = order.length <= most;
  byId("more").textContent = fill("more", { n: order.length - most });
};
