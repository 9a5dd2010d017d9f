// What Lambda loads: the bundle beside it, by way of the code that V8 compiled when it was built. Cached code is
// for one version of Node on one kind of processor, which its name says, and for the flags that Node was started with;
// with others, index.cjs is compiled as ever, and the log says once that the cache was of no use.
// A bundle that cannot be loaded is answered for by not-loaded.cjs, which nothing loads before.
const { existsSync, readdirSync, readFileSync } = require('node:fs')
const { wrap } = require('node:module')
const { Script } = require('node:vm')

const file = `${__dirname}/index.cjs`
const cache = `${__dirname}/${process.version}-${process.arch}.cache`

try {
  load()
} catch (error) {
  module.exports = { handler: handlerInstead(error) }
}

function load() {
  if (existsSync(cache)) {
    const script = new Script(wrap(readFileSync(file, 'utf8')), {
      filename: file,
      columnOffset: -wrap('').indexOf('\n'), // lines and columns as without a wrapper: source maps go by them
      cachedData: readFileSync(cache),
    })
    if (script.cachedDataRejected) tellOnce('V8 rejected the compiled code')
    script.runInThisContext().call(exports, exports, require, module, file, __dirname)
  } else {
    if (readdirSync(__dirname).some((name) => name.endsWith('.cache')))
      tellOnce('the compiled code is for another Node')
    module.exports = require(file)
  }
}

/** Where even that is broken, Lambda has the error of the bundle, as without it. */
function handlerInstead(error) {
  try {
    return require('./not-loaded.cjs')(error)
  } catch {
    throw error
  }
}

/** One line for a process, in the form of the logger. */
function tellOnce(message) {
  const told = Symbol.for('craftworks: compiled code of no use')
  if (globalThis[told]) return
  globalThis[told] = true
  const node = [process.version, process.arch, ...process.execArgv].join(' ')
  const line = {
    at: new Date().toISOString(),
    level: 'warn',
    message,
    code: node,
    build: process.env.BUILD_ID,
  }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
