// Templates, compiled when the function is built, and texts.
import nunjucks from "nunjucks/browser/nunjucks-slim.js";
import templates, { style } from "./templates.mjs";
import texts from "./texts.json" with { type: "json" };

const loader = new nunjucks.PrecompiledLoader(templates);
const html = new nunjucks.Environment(loader, { autoescape: true });
const plain = new nunjucks.Environment(loader, { autoescape: false });
export const render = (name, context) => (name.endsWith(".txt") ? plain : html).render(name, context);
export { style };
export const textsOf = (language) => texts[language] ?? texts.en;
/** A text with its open places filled: `{name}`. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
export const oneLine = (text, longest) => {
  const line = text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069\s]+/gu, " ").trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
};
export const TOP = { nps: 10, enps: 10, csat: 5, stars: 5, ces: 7, thumbs: 1 };
export const scale = (metric) => {
  const low = ["nps", "enps", "thumbs"].includes(metric) ? 0 : 1;
  return Array.from({ length: TOP[metric] - low + 1 }, (_, n) => low + n);
};
