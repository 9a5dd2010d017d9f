// Run as a process of its own: loads the files it is given, as Lambda would, and prints how many ms after
// the start of the process it was done. A file that cannot be loaded, or has no handler, ends it with its reason.
const { performance } = require('node:perf_hooks')

const [kind, ...files] = process.argv.slice(2)
for (const file of files) {
  try {
    const { handler } = require(file)
    if (kind === 'handlers' && typeof handler !== 'function') throw new Error('it exports no handler')
  } catch (error) {
    process.stderr.write(`${file}: ${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  }
}
process.stdout.write(String(performance.now()))
process.exit(0)
