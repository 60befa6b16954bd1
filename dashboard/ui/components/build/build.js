// Bundles the rundown list with SortableJS into one file, with the licence of SortableJS at its head.
// `npm ci && npm run build` writes it; `npm run check` says whether what is committed is what the sources give.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here("../rundown_list.js");
const { version } = JSON.parse(readFileSync(here("node_modules/sortablejs/package.json"), "utf8"));
const licence = readFileSync(here("node_modules/sortablejs/LICENSE"), "utf8").trim();

const made = await build({
  entryPoints: [here("../rundown_list/main.js")],
  nodePaths: [here("node_modules")],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  charset: "utf8",
  banner: {
    js: `/* Built by build/build.js from rundown_list/*.js; change those. It holds SortableJS ${version}:\n\n${licence}\n*/`,
  },
});
const text = made.outputFiles[0].text;

if (process.argv.includes("--check")) {
  if (readFileSync(out, "utf8") !== text) {
    console.error("rundown_list.js is not what its sources give; run `npm run build` in dashboard/ui/components/build.");
    process.exit(1);
  }
} else {
  writeFileSync(out, text);
  console.log(`rundown_list.js: ${Math.round(text.length / 1024)} kB`);
}
