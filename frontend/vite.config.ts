import { readdirSync } from "node:fs";
import { defineConfig } from "vitest/config";

// One entry for each island and one for what every page loads; a page asks for what it needs, by source name.
const islands = readdirSync("islands").filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));

export default defineConfig({
  base: "/static/built/",
  build: {
    outDir: "../src/tuque/web/static/built",
    emptyOutDir: true,
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ["styles/tuque.css", "styles/insight.css", "behaviours/page.ts", ...islands.map((name) => `islands/${name}`)],
      output: {
        entryFileNames: "[name]-[hash:8].js",
        chunkFileNames: "[name]-[hash:8].js",
        assetFileNames: "[name]-[hash:8][extname]",
      },
    },
  },
  test: { environment: "jsdom", include: ["{islands,behaviours,lib}/**/*.test.ts"] },
});
