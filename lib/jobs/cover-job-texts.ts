import { coverText } from '#lib/contact-masking/cover-text.ts'
import { JOB_TEXTS, type JobText, jobTextLocation } from '#lib/jobs/job-texts.ts'
import type { JobOriginals, JobRecord } from '#lib/model/job.model.ts'
import type { JobId, UserId } from '#lib/platform/ids.ts'

type Texts = { readonly [name in JobText]?: string | undefined }

/** What of a posting or an edit is stored: the covered texts, and the originals of those that had contacts. */
export async function coverJobTexts<T extends Texts>(
  jobId: JobId,
  client: () => Promise<UserId>,
  written: T,
): Promise<{ readonly covered: T; readonly originals: JobOriginals }> {
  const covered: Texts = { ...written }
  const originals: JobOriginals = {}
  for (const name of JOB_TEXTS) {
    const text = written[name]
    if (text === undefined) continue
    const stored = await coverText(async () => jobTextLocation(jobId, await client(), name), text)
    Object.assign(covered, { [name]: stored.text })
    originals[name] = stored.original
  }
  return { covered: covered as T, originals }
}

/**
 * Leaves out of an edit the texts that came back as everybody sees them, so that an app that sends them again does not
 * overwrite the originals.
 */
export function withoutUnchanged<T extends Texts>(job: JobRecord, edit: T, originals: JobOriginals) {
  const unchanged = new Set<string>(
    JOB_TEXTS.filter((name) => edit[name] === job[name] && job.originals?.[name] && !originals[name]),
  )
  const texts = Object.fromEntries(Object.entries(edit).filter(([name]) => !unchanged.has(name))) as T
  const paths = Object.entries(originals)
    .filter(([name]) => !unchanged.has(name))
    .map(([name, original]) => [`originals.${name}`, original as string | null])
  return { texts, originals: Object.fromEntries(paths) as Record<string, string | null> }
}
