// Bundles the dashboard into the folder named as first argument: a page, assets named by their content, and the licences of all that is in them.
import { build } from 'esbuild';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, 'dist'));

// The map is fetched when it is needed, not carried in the program.
const atlas = {
  name: 'atlas',
  setup: bundler => bundler.onLoad({ filter: /countries-50m\.json$/ }, async file => ({ contents: await readFile(file.path), loader: 'file' })),
};

await rm(out, { recursive: true, force: true });
await mkdir(join(out, 'assets'), { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { dashboard: 'src/main.js', style: 'src/style.css' },
  outdir: join(out, 'assets'),
  publicPath: '/assets',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [atlas],
});

const outputs = Object.keys(metafile.outputs).map(path => path.split('/').at(-1));
const page = (await readFile(join(here, 'src/index.html'), 'utf8'))
  .replace('%script%', `/assets/${outputs.find(name => name.startsWith('dashboard-'))}`)
  .replace('%style%', `/assets/${outputs.find(name => /^style-.*\.css$/.test(name))}`);
await writeFile(join(out, 'index.html'), page);
await writeFile(join(out, 'assets/licenses.txt'), await licences());

async function licences() {
  const used = new Set(Object.keys(metafile.inputs).map(path => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
  const texts = [];
  for (const name of [...used].sort()) {
    const folder = join(here, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find(found => /^licen[cs]e/i.test(found));
    const terms = file ? (await readFile(join(folder, file), 'utf8')).trim() : 'No licence text comes with the package.';
    texts.push(`${name} ${version} (${license})\n\n${terms}\n`);
  }
  return `What the dashboard is made with, and on which terms.\n\n${texts.join(`\n${'-'.repeat(72)}\n\n`)}`;
}
