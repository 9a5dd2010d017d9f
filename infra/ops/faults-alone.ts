import { sendLogsTo } from '#lib/platform/logger.ts'

/** Of what the code logs in a command, only warnings and errors are shown, on standard error. */
export function showFaultsAlone(): void {
  sendLogsTo((line) => {
    if (line.level !== 'info') process.stderr.write(`${JSON.stringify(line)}\n`)
  })
}
