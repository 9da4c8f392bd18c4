// node tools/bundle.mjs FROM TO: one minified script out of a module and all that it imports.
import { build } from "esbuild";

const [from, to] = process.argv.slice(2);
await build({
  entryPoints: [from],
  outfile: to,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2020"],
  legalComments: "none",
  logLevel: "warning",
});
