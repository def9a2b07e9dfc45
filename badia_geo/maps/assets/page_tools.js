const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
let language = data.language;
const word = (key) => (data.words[key] || { en: key, ar: key })[language] || key;
const fill = (key, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), word(key));

// every text of a user or a report goes through here, and only ever as text
const element = (tag, text, attributes = {}) => {
  const node = document.createElement(tag);
  if (text !== undefined && text !== null) node.textContent = String(text);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
const drawing = (tag, attributes = {}) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
const percent = (p) => (p === null || p === undefined ? "" : `\u2068${Math.round(100 * p)}\u00a0%\u2069`);
const day = (iso) => {
  if (!iso) return word("no_date");
  const [y, m, d] = iso.split("-").map(Number);
  return `${d} ${data.months[language][m - 1]} ${y}`;
};
const length = (metres) => `\u2068${(metres / 1000).toFixed(metres < 9950 ? 1 : 0)}\u00a0${word("km")}\u2069`;
const holder = (code) => data.controllers[code] || { name: code, name_ar: code, colour: "#9a9a94" };
const holderName = (code) => (language === "ar" ? holder(code).name_ar : holder(code).name);

// Geodesic length on WGS 84 by Lambert's formula for long lines (Thomas 1970): within 10 m at this scale,
// where a sphere is off by up to 0.4 %.
const geodesic = (a, b) => {
  const flattening = 1 / 298.257223563;
  const [f1, f2] = [a, b].map((p) => Math.atan((1 - flattening) * Math.tan((p.lat * Math.PI) / 180)));
  const turn = ((b.lng - a.lng) * Math.PI) / 180;
  const h = Math.sin((f2 - f1) / 2) ** 2 + Math.cos(f1) * Math.cos(f2) * Math.sin(turn / 2) ** 2;
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(h)));
  if (angle === 0) return 0;
  const [p, q] = [(f1 + f2) / 2, (f2 - f1) / 2];
  const x = (angle - Math.sin(angle)) * (Math.sin(p) * Math.cos(q)) ** 2 / Math.cos(angle / 2) ** 2;
  const y = (angle + Math.sin(angle)) * (Math.cos(p) * Math.sin(q)) ** 2 / Math.sin(angle / 2) ** 2;
  return 6378137 * (angle - (flattening / 2) * (x + y));
};

// A name as it is compared: without marks, articles and the ways of writing one Arabic letter.
const nameKey = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f\u064b-\u0655\u0670\u0640]/g, "").toLowerCase()
  .replace(/[أإآٱ]/g, "ا").replace(/[ىیئ]/g, "ي").replace(/ة/g, "ه").replace(/ک/g, "ك").replace(/ؤ/g, "و").replace(/ı/g, "i")
  .replace(/[^a-z0-9\u0621-\u064a]+/g, " ").trim()
  .split(" ").filter((w) => !/^(al|el|ad|ar|as|at|az|an|ash|ed|er|es|et|ez|en|esh|ul|uz)$/.test(w)).map((w) => w.replace(/^ال(?=..)/, "")).join(" ");
// Its consonants: 'Deir ez-Zor', 'Dayr az Zawr' and 'Deirezzor' share theirs.
const skeleton = (key) => key.replace(/kh/g, "x").replace(/gh/g, "g").replace(/sh|ch/g, "š").replace(/dh/g, "d").replace(/th/g, "t").replace(/q|c/g, "k")
  .replace(/[aeiouyw\u0627\u0648\u064a\u0621]/g, "").replace(/h(?= |$)/g, "").replace(/ه(?= |$)/g, "").replace(/ /g, "").replace(/(.)\1+/g, "$1");

const events = (() => {
  const { n, columns, texts, shapes } = data.events;
  return Array.from({ length: n }, (_, i) => {
    const row = { i };
    for (const [name, values] of Object.entries(columns)) row[name] = name in texts ? texts[name][values[i]] ?? null : values[i];
    row.fp = row.fp >= 0 ? shapes[row.fp] : null;
    row.located = row.x !== null && row.x !== undefined;
    return row;
  });
})();
