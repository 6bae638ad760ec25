// Jest's way through TypeScript: esbuild, and nothing more.

import { transformSync } from "esbuild";

const transform = {
  process(source, path) {
    return transformSync(source, {
      loader: path.endsWith("x") ? "tsx" : "ts",
      format: "esm",
      target: "node20",
      jsx: "automatic",
      jsxImportSource: "preact",
      sourcemap: "inline",
      sourcefile: path,
    });
  },
};

export default transform;
