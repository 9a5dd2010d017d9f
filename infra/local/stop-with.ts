/** A command cannot continue; the message says in one line what to do. No stack is printed for it. */
export class CannotStartError extends Error {}

/** Errors of the operating system that tell of a place that cannot be used, in words. */
const PLACES: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EROFS: 'it cannot be written',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a file is where a folder has to be',
  EEXIST: 'a file is where a folder has to be',
  EISDIR: 'a folder is where a file has to be',
}

/** Prints the error and exits with 1: in one line what has a known cause, anything unexpected with its stack. */
export function stopWith(error: unknown): never {
  process.stderr.write(`\n${textOf(error)}\n`)
  process.exit(1)
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof CannotStartError || error.name === 'ConfigError') return error.message
  return knownCause(error) ?? error.stack ?? error.message
}

/** What an error of the machine or the database means for somebody who ran a command; null for an error of ours. */
export function knownCause(error: Error): string | null {
  const { code = '', path: place = '' } = error as NodeJS.ErrnoException
  const why = PLACES[code]
  if (why && place) {
    return `${place} cannot be used: ${why}. Mend that, or choose another folder for the data: CRAFTWORKS_LOCAL_DIR.`
  }
  if (/^Mongo(ose)?(ServerSelection|Network|NetworkTimeout)Error$/.test(error.name)) {
    const [reason = ''] = error.message.split('\n')
    return `The database cannot be reached (${reason}). Start it, or correct MONGODB_URI.`
  }
  if (error.name === 'MongoServerError' && /auth/i.test(error.message)) {
    return `The database refuses the user of MONGODB_URI (${error.message}). Correct it.`
  }
  return null
}
