// What Lambda loads: the bundle beside it, by way of the code that V8 compiled when it was built. Cached code is
// for one version of Node on one kind of processor, which its name says; with another one, index.cjs is compiled as ever.
const { existsSync, readFileSync } = require('node:fs')
const { wrap } = require('node:module')
const { Script } = require('node:vm')

const file = `${__dirname}/index.cjs`
const cache = `${__dirname}/${process.version}-${process.arch}.cache`

if (existsSync(cache)) {
  const script = new Script(wrap(readFileSync(file, 'utf8')), {
    filename: file,
    columnOffset: -wrap('').indexOf('\n'), // lines and columns as without a wrapper: source maps go by them
    cachedData: readFileSync(cache),
  })
  script.runInThisContext().call(exports, exports, require, module, file, __dirname)
} else {
  module.exports = require(file)
}
