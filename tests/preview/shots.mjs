// Pictures of the made-up pages at two widths, with the product's content security policy in force:
//
//     node tests/preview/shots.mjs IN_DIR OUT_DIR [PAGE…]
//
// Ends with 1 when a page breaks the policy, writes to the console, scrolls sideways, or axe-core finds a fault of
// WCAG 2 A or AA. IN_DIR is what the preview program wrote.
import { createServer } from "node:http";
import { readFileSync, readdirSync, mkdirSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; " +
  "frame-ancestors 'none'; form-action 'self'";
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const WIDTHS = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

const [from, to, ...only] = process.argv.slice(2);
mkdirSync(to, { recursive: true });
const pages = readdirSync(from).filter((f) => f.endsWith(".html")).map((f) => f.slice(0, -5))
  .filter((p) => only.length === 0 || only.includes(p));

const server = createServer((request, reply) => {
  const file = path.join(from, decodeURIComponent(new URL(request.url, "http://x").pathname));
  if (!file.startsWith(from) || !existsSync(file)) return reply.writeHead(404).end();
  reply.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain", "content-security-policy": POLICY });
  reply.end(readFileSync(file));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const base = `http://127.0.0.1:${server.address().port}`;

const faults = [];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
for (const [size, viewport] of Object.entries(WIDTHS)) {
  const context = await browser.newContext({ viewport, deviceScaleFactor: size === "phone" ? 2 : 1 });
  const audit = await browser.newContext({ viewport, bypassCSP: true });
  for (const name of pages) {
    const page = await context.newPage();
    const tell = (text) => faults.push(`${name} ${size}: ${text}`);
    page.on("console", (m) => m.type() !== "log" && tell(m.text()));
    page.on("pageerror", (e) => tell(String(e)));
    await page.goto(`${base}/${name}.html`, { waitUntil: "networkidle" });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) tell(`scrolls ${over} px sideways`);
    await page.screenshot({ path: path.join(to, `${name}-${size}.png`), fullPage: true });
    await page.close();

    const looked = await audit.newPage();
    await looked.goto(`${base}/${name}.html`, { waitUntil: "networkidle" });
    await looked.evaluate(AXE);
    const result = await looked.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }));
    for (const v of result.violations)
      for (const n of v.nodes) tell(`${v.id}: ${n.target.join(" ")}: ${n.failureSummary.split("\n")[1] ?? ""}`);
    await looked.close();
  }
}
await browser.close();
server.close();
console.log(faults.length ? faults.join("\n") : `${pages.length} pages at ${Object.keys(WIDTHS).length} widths: no fault`);
process.exit(faults.length ? 1 : 0);
