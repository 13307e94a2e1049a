// Makes the two Node variants of each function: node build.mjs SOURCES OUT. SOURCES has the files of this folder and every package.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [sources, out] = process.argv.slice(2);
const require = createRequire(join(sources, "build.mjs"));
const { build } = require("esbuild");
const nunjucks = require("nunjucks");

// Templates become code here, so that none is parsed when a function starts.
const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(join(sources, "templates")), { trimBlocks: true, lstripBlocks: true });
const compiled = readdirSync(join(sources, "templates")).filter((name) => /\.(html|txt)$/.test(name)).map((name) => {
  const wrapper = ([{ template }]) => `${JSON.stringify(name)}: (() => {${template}})(),`;
  return nunjucks.precompile(join(sources, "templates", name), { name, env, wrapper });
});
const style = JSON.stringify(readFileSync(join(sources, "templates", "style.css"), "utf8"));
writeFileSync(join(sources, "templates.mjs"), `export default {\n${compiled.join("\n")}\n};\nexport const style = ${style};\n`);

const { dependencies, functions } = JSON.parse(readFileSync(join(sources, "package.json"), "utf8"));
const every = ["@aws-lambda-powertools/logger", "@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"];
for (const [name, own] of Object.entries(functions)) {
  const entryPoints = [join(sources, `${name}.mjs`)];
  const plain = join(out, "node", name);
  rmSync(plain, { recursive: true, force: true });
  mkdirSync(plain, { recursive: true });
  const used = await build({ entryPoints, bundle: true, packages: "external", platform: "node", format: "esm", write: false, outdir: plain, metafile: true });
  for (const file of Object.keys(used.metafile.inputs)) cpSync(file, join(plain, file.split("/").at(-1)));
  const wanted = Object.fromEntries([...every, ...own].map((dependency) => [dependency, dependencies[dependency]]));
  writeFileSync(join(plain, "package.json"), JSON.stringify({ private: true, type: "module", dependencies: wanted }));
  const quiet = ["--omit=dev", "--omit=optional", "--omit=peer", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", ...quiet], { cwd: plain, stdio: "inherit" });

  const bundled = join(out, "node-bundled", name);
  rmSync(bundled, { recursive: true, force: true });
  await build({
    entryPoints, bundle: true, minify: true, treeShaking: true, platform: "node", target: "node22", format: "esm", legalComments: "none",
    mainFields: ["module", "main"], outfile: join(bundled, `${name}.mjs`),
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
}
