// Plays Lambda's bootstrap in a process of its own: requires the module it is given, ends where that throws, and calls
// the handler with each event of the standard input, one a line. It prints what became of each, beside the log.
const { readFileSync } = require('node:fs')

const events = readFileSync(0, 'utf8').split('\n').filter(Boolean)
const print = (outcome) => process.stdout.write(`${JSON.stringify({ outcome })}\n`)

async function main() {
  const { handler } = require(process.argv[2])
  for (const [i, event] of events.entries()) {
    try {
      print({ answer: await handler(JSON.parse(event), { awsRequestId: `aws-${i + 1}` }) })
    } catch (error) {
      print({ error: error.message })
    }
  }
}

main().catch((error) => {
  print({ notStarted: error.message })
  process.exitCode = 1
})
