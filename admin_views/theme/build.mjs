// Compiles the screens' styles and scripts into ../static: names by hash, a .gz beside each,
// and a manifest that says which name stands for which. Run by `make assets`.

import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const out = join(here, '..', 'static')
const modules = join(here, 'node_modules')

const scripts = readdirSync(join(here, 'js', 'pages')).map((name) => join('pages', name))
// The styles name these by a fixed path, so their names carry no hash.
const IMAGES = ['icon-close-cross-black.svg', 'icon-tag-remove-cross.svg', 'icon-tag-remove-cross-white.svg', 'icon-toggle-plus-minus.svg', 'icon-document.svg']

function style () {
  const { css } = sass.compile(join(here, 'scss', 'main.scss'), {
    style: 'compressed',
    loadPaths: [modules, here],
    quietDeps: true
  })
  return ['main.css', Buffer.from(css)]
}

async function script (entry, name) {
  const built = await esbuild.build({
    entryPoints: [join(here, 'js', entry)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    write: false
  })
  return [name, Buffer.from(built.outputFiles[0].contents)]
}

function keep (manifest, [name, content]) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const hashed = name.replace('.', `.${hash}.`)
  writeFileSync(join(out, hashed), content)
  // No moment of making in it: the same sources give the same bytes.
  writeFileSync(join(out, `${hashed}.gz`), gzipSync(content, { level: 9 }))
  manifest[name] = hashed
}

// A test compares it with the sources as they stand: an edit that was not compiled is noticed.
function digestOfSources () {
  const hash = createHash('sha256')
  const files = readdirSync(here, { recursive: true }).filter((name) => /^(scss|js)\/.*\.(scss|mjs)$/.test(name) || name === 'package-lock.json')
  for (const name of files.sort()) hash.update(readFileSync(join(here, name)))
  return hash.digest('hex')
}

rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'images'), { recursive: true })
cpSync(join(here, 'licences'), join(out, 'licences'), { recursive: true })
for (const image of IMAGES) {
  copyFileSync(join(modules, '@ministryofjustice/frontend/moj/assets/images', image), join(out, 'images', image))
}
const manifest = {}
keep(manifest, style())
keep(manifest, await script('main.mjs', 'main.js'))
for (const page of scripts) keep(manifest, await script(page, page.replace('pages/', '').replace('.mjs', '.js')))
keep(manifest, ['icon.svg', readFileSync(join(here, 'icon.svg'))])
manifest.sources = digestOfSources()
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n')
