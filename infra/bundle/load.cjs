// Run as a process of its own: loads the files it is given, as Lambda would, and prints how many ms after
// the start of the process it was done. A file that cannot be loaded, or has no handler, ends it with its reason.
// `load` loads them, `compile` leaves the code that V8 compiled beside each, for cached.cjs.
const { readFileSync, writeFileSync } = require('node:fs')
const { createRequire, wrap } = require('node:module')
const path = require('node:path')
const { performance } = require('node:perf_hooks')
const { Script } = require('node:vm')

const [kind, ...files] = process.argv.slice(2)
for (const file of files) {
  try {
    if (kind === 'load') require(file)
    else compile(file)
  } catch (error) {
    process.stderr.write(`${file}: ${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}
process.stdout.write(String(performance.now()))
process.exit(0)

/** Keeps what is compiled after the file has run: the functions that its start calls are then in it. */
function compile(file) {
  const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file })
  const module = { exports: {} }
  const require = createRequire(file)
  script.runInThisContext().call(module.exports, module.exports, require, module, file, path.dirname(file))
  if (typeof module.exports.handler !== 'function') throw new Error('it exports no handler')
  const cache = `${process.version}-${process.arch}.cache`
  writeFileSync(path.join(path.dirname(file), cache), script.createCachedData())
}
