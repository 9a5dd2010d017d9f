import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The files that differ from HEAD or are new to git, without those that were deleted; null where there is no git. */
export function changedFiles(): readonly string[] | null {
  try {
    const changed = git('diff', '--name-only', '--no-renames', '--relative', '-z', 'HEAD')
    const added = git('ls-files', '--others', '--exclude-standard', '-z')
    return [...new Set([...changed, ...added])].filter((file) => existsSync(file)).toSorted()
  } catch {
    return null
  }
}

const git = (...args: readonly string[]): readonly string[] =>
  execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    .split('\0')
    .filter((file) => file !== '')
