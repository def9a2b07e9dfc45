const map = L.map("map", { zoomControl: false, attributionControl: false, minZoom: 4.5, maxZoom: 14, zoomSnap: 0.5, trackResize: false, worldCopyJump: false, fadeAnimation: false, maxBoundsViscosity: 0.9 });
const pane = (name, z, silent = true) => {
  const made = map.createPane(name);
  made.style.zIndex = z;
  // a canvas takes the pointer from what lies under it: only zones and events are for pointing at
  if (silent) made.style.pointerEvents = "none";
};
pane("base", 210); pane("zones", 300, false); pane("relief", 320); pane("water", 340); pane("lines", 350); pane("names", 360); pane("footprints", 380);
const still = { interactive: false };
const baseRenderer = L.canvas({ pane: "base", padding: 0.3 });
const waterRenderer = L.canvas({ pane: "water", padding: 0.3 });
const lineRenderer = L.canvas({ pane: "lines", padding: 0.3 });
const [west, south, east, north] = data.base.window;
L.rectangle([[south, west], [north, east]], { ...still, pane: "base", renderer: baseRenderer, stroke: false, fillColor: "#d5e3ec", fillOpacity: 1 }).addTo(map);
L.geoJSON(data.base.land, { ...still, pane: "base", renderer: baseRenderer, style: { fillColor: "#f6f3ec", fillOpacity: 1, stroke: false } }).addTo(map);
const relief = L.imageOverlay(data.base.relief.url, data.base.relief.bounds, { ...still, pane: "relief", alt: "" }).addTo(map);
L.geoJSON(data.base.rivers, { ...still, pane: "water", renderer: waterRenderer, style: (f) => ({ color: "#3f79a8", weight: f.properties.main ? 2.6 : 1 }) }).addTo(map);
L.geoJSON(data.base.lakes, { ...still, pane: "water", renderer: waterRenderer, style: { fillColor: "#8fb6d3", fillOpacity: 1, color: "#3f79a8", weight: 0.8 } }).addTo(map);
const limits = L.geoJSON(data.base.governorates, { ...still, pane: "lines", renderer: lineRenderer, style: { color: "#6e675c", weight: 1, opacity: 0.8, dashArray: "6 3 1 3" } }).addTo(map);
const borderLayer = L.geoJSON(data.base.borders, { ...still, pane: "lines", renderer: lineRenderer, style: (f) => ({ color: "#2e2b28", weight: f.properties.disputed ? 1.2 : 1.8, dashArray: f.properties.disputed ? "5 4" : null }) }).addTo(map);

// ---- names, ranked by zoom, none over another nor over an event
const TOWN_STYLES = [[3e5, "700 14px", 3.6], [4e4, "600 12.5px", 3], [8e3, "500 12px", 2.6], [0, "400 11.5px", 2.2], [-2, "italic 400 11.5px", 2]];
const LEAST_WEIGHT = [[5, 4e5], [6, 1e5], [7, 3.5e4], [8, 8e3], [9, 2e3], [10, 1], [11, -2]];
const NAME_STYLES = {
  country: { font: "600 13px", colour: "#5b554d", spacing: "4px", upper: true },
  governorate: { font: "600 11.5px", colour: "#655d50", spacing: "2px", upper: true },
  lake: { font: "italic 500 12px", colour: "#235a86" },
  river: { font: "italic 600 12.5px", colour: "#235a86", spacing: "1px", apart: 420 },
  area: { font: "italic 500 12.5px", colour: "#6b5730", spacing: "2px" },
};
const FACES = '"Noto Sans", "Segoe UI", Roboto, "DejaVu Sans", Tahoma, sans-serif';
const Names = L.Layer.extend({
  drawn: [],
  onAdd(owner) {
    this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", owner.getPane("names"));
    this._canvas.setAttribute("aria-hidden", "true");
    this.draw();
  },
  onRemove() { this._canvas.remove(); this.drawn = []; },
  draw() {
    if (!this._map) return;
    const size = this._map.getSize();
    const sharpness = window.devicePixelRatio || 1;
    const canvas = this._canvas;
    L.DomUtil.setPosition(canvas, this._map.containerPointToLayerPoint([0, 0]));
    canvas.width = size.x * sharpness; canvas.height = size.y * sharpness;
    canvas.style.width = `${size.x}px`; canvas.style.height = `${size.y}px`;
    const ctx = canvas.getContext("2d");
    ctx.scale(sharpness, sharpness);
    ctx.lineJoin = "round"; ctx.textBaseline = "middle"; ctx.direction = language === "ar" ? "rtl" : "ltr";
    this.drawn = [];
    // what is beyond the base map is paper: no name stands on it
    const [nw, se] = [[north, west], [south, east]].map((c) => this._map.latLngToContainerPoint(c));
    this._edge = [Math.max(nw.x, 0) + 2, Math.max(nw.y, 0) + 2, Math.min(se.x, size.x) - 2, Math.min(se.y, size.y) - 2];
    this._marks = markBoxes;
    this._taken = this.controls();
    const zoom = this._map.getZoom();
    const least = LEAST_WEIGHT.reduce((found, [z, weight]) => (zoom >= z ? weight : found), 4e5);
    const view = this._map.getBounds();
    const [s, w, n, e] = [view.getSouth(), view.getWest(), view.getNorth(), view.getEast()];
    const towns = data.base.places.filter((p) => p[4] >= least && p[3] > s && p[3] < n && p[2] > w && p[2] < e);
    const big = towns.filter((p) => p[4] >= 3e5);
    big.forEach((p) => this._town(ctx, p));
    this._others(ctx, ["country", "governorate", "river", "lake", "area"], zoom, size);
    towns.slice(big.length).forEach((p) => { if (this.drawn.length < 190) this._town(ctx, p); });
  },
  // kept, since asking for them makes the browser lay out the whole page
  controls() {
    if (!this._controls) {
      const frame = this._map.getContainer().getBoundingClientRect();
      this._controls = [...this._map.getContainer().querySelectorAll(".leaflet-control")].map((n) => n.getBoundingClientRect()).map((r) => [r.left - frame.left - 3, r.top - frame.top - 3, r.right - frame.left + 3, r.bottom - frame.top + 3]);
    }
    return this._controls.slice();
  },
  forgetControls() { this._controls = null; },
  _free(box, dot = false) {
    const edge = this._edge;
    if (box[0] < edge[0] || box[1] < edge[1] || box[2] > edge[2] || box[3] > edge[3]) return false;
    const over = (b) => box[0] < b[2] && b[0] < box[2] && box[1] < b[3] && b[1] < box[3];
    return !this._taken.some(over) && (dot || !this._marks.some(over));
  },
  _write(ctx, text, x, y, colour, halo = 3) {
    ctx.strokeStyle = "rgba(255,255,255,0.88)"; ctx.lineWidth = halo; ctx.strokeText(text, x, y);
    ctx.fillStyle = colour; ctx.fillText(text, x, y);
  },
  _town(ctx, [name, arabic, lon, lat, weight]) {
    const [, font, radius] = TOWN_STYLES.find(([from]) => weight >= from);
    const text = language === "ar" && arabic ? arabic : name;
    const p = this._map.latLngToContainerPoint([lat, lon]);
    ctx.font = `${font} ${FACES}`; ctx.letterSpacing = "0px";
    const width = ctx.measureText(text).width; const height = 7.5;
    const dot = [p.x - radius - 2, p.y - radius - 2, p.x + radius + 2, p.y + radius + 2];
    // the dot of a known town may lie under an event: its name is then all the more wanted beside it
    if (!this._free(dot, weight >= 2e4)) return;
    const sides = (gap) => {
      const [right, left] = [[p.x + gap, p.y, "left"], [p.x - gap, p.y, "right"]];
      return [...(language === "ar" ? [left, right] : [right, left]), [p.x, p.y - gap - height, "center"], [p.x, p.y + gap + height, "center"]];
    };
    const diagonals = (gap) => [[1, -1], [1, 1], [-1, -1], [-1, 1]].map(([right, down]) => [p.x + right * gap * 0.6, p.y + down * gap, right > 0 ? "left" : "right"]);
    for (const [x, y, align] of [...sides(radius + 4), ...(weight >= 4e4 ? [...sides(radius + 20), ...diagonals(20)] : [])]) {
      const from = align === "left" ? x : align === "right" ? x - width : x - width / 2;
      const box = [from - 1, y - height, from + width + 1, y + height];
      if (!this._free(box)) continue;
      this._taken.push(box, dot);
      ctx.beginPath();
      if (weight < 0) ctx.rect(p.x - radius, p.y - radius, 2 * radius, 2 * radius); else ctx.arc(p.x, p.y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = "#fff"; ctx.fill(); ctx.lineWidth = 1.3; ctx.strokeStyle = "#23211f"; ctx.stroke();
      ctx.textAlign = align;
      this._write(ctx, text, x, y, "#1b1918");
      this.drawn.push({ kind: "town", text, box });
      return;
    }
  },
  _others(ctx, kinds, zoom, size) {
    const written = [];
    kinds.forEach((kind) => data.base.names.forEach(([name, arabic, lon, lat, own, rank, turn]) => {
      if (own !== kind || zoom < rank || (kind === "country" && zoom >= 9) || (kind === "governorate" && zoom >= 11)) return;
      const style = NAME_STYLES[kind];
      const latin = !(language === "ar" && arabic);
      const text = latin ? (style.upper ? name.toUpperCase() : name) : arabic;
      const p = this._map.latLngToContainerPoint([lat, lon]);
      if (p.x < 0 || p.y < 0 || p.x > size.x || p.y > size.y) return;
      if (written.some((w) => w.text === text && Math.hypot(w.x - p.x, w.y - p.y) < (style.apart || 1))) return;
      ctx.font = `${latin ? style.font : style.font.replace("italic ", "")} ${FACES}`;
      ctx.letterSpacing = latin ? style.spacing || "0px" : "0px";
      const angle = (turn * Math.PI) / 180;
      const lift = kind === "river" ? -11 : 0;
      const [x, y] = [p.x - Math.sin(angle) * lift, p.y + Math.cos(angle) * lift];
      const half = ctx.measureText(text).width / 2;
      const [w, h] = [Math.abs(Math.cos(angle)) * half + 8 * Math.abs(Math.sin(angle)), Math.abs(Math.sin(angle)) * half + 8];
      const box = [x - w, y - h, x + w, y + h];
      if (!this._free(box)) return;
      this._taken.push(box);
      written.push({ text, x: p.x, y: p.y });
      ctx.save(); ctx.translate(x, y); ctx.rotate(angle); ctx.textAlign = "center";
      this._write(ctx, text, 0, 0, style.colour, 2.6);
      ctx.restore();
      this.drawn.push({ kind, text, box });
    }));
    ctx.letterSpacing = "0px";
  },
});
let markBoxes = [];
const names = new Names();
