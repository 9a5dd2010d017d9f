/** A step that runs somebody else's code: a commit of theirs, or an image by its hash. A tag could be moved. */
const PINNED = /^(?:[\w.-]+\/[\w./-]+@[0-9a-f]{40}|docker:\/\/\S+@sha256:[0-9a-f]{64}|\.\/\S*)$/

/** The steps of a workflow that are not pinned to a commit. */
export const unpinnedActions = (workflow: string): readonly string[] =>
  workflow
    .split('\n')
    .flatMap((line) => /^(?:-\s+)?uses:\s*['"]?([^\s'"#]+)/.exec(line.trim())?.[1] ?? [])
    .filter((action) => !PINNED.test(action))
