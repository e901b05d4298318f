import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { defineConfig } from "vitest/config";
import type { Plugin } from "vite";

const OUT = "../src/tuque/web/static/built";

// One entry for each island and one for what every page loads; a page asks for what it needs, by source name.
const islands = readdirSync("islands").filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

// Each built file also small, beside itself: the server sends whichever the browser takes.
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|mjs|css|svg|json)$/.test(name)) continue;
        const content = readFileSync(join(OUT, name));
        writeFileSync(join(OUT, `${name}.gz`), gzipSync(content, { level: 9 }));
        writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(content));
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
  base: "/static/built/",
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["styles/tuque.css", "styles/insight.css", "styles/shape.css", "styles/stock.css", "styles/console.css", "styles/providers.css", "styles/quiet.css", "styles/finder.css", "styles/referrals.css", "workers/finder-offline.ts", "workers/embed.ts", "behaviours/page.ts", ...islands.map((name) => `islands/${name}`)],
      output: {
        entryFileNames: "[name]-[hash:8].js",
        chunkFileNames: "[name]-[hash:8].js",
        assetFileNames: "[name]-[hash:8][extname]",
      },
    },
  },
  test: { environment: "jsdom", include: ["{islands,behaviours,lib}/**/*.test.ts"] },
});
