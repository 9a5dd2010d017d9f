import { coverText, openTexts, type SealedText } from '#lib/contact-masking/originals.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import type { JobOriginals, JobRecord } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { idOf, type JobId, type UserId } from '#lib/platform/ids.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'

const TEXTS = ['title', 'description'] as const
type Texts = { readonly [name in (typeof TEXTS)[number]]?: string | undefined }

const locationOf = (jobId: JobId, client: UserId, name: string) => ({
  owner: client,
  field: `job:${jobId}:${name}`,
})

/** What of a posting or an edit is stored: the covered texts, and the originals of those that had contacts. */
export async function coverJobTexts<T extends Texts>(
  jobId: JobId,
  client: () => Promise<UserId>,
  written: T,
): Promise<{ readonly covered: T; readonly originals: JobOriginals }> {
  const covered: Texts = { ...written }
  const originals: JobOriginals = {}
  for (const name of TEXTS) {
    const text = written[name]
    if (text === undefined) continue
    const stored = await coverText(async () => locationOf(jobId, await client(), name), text)
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
    TEXTS.filter((name) => edit[name] === job[name] && job.originals?.[name] && !originals[name]),
  )
  const texts = Object.fromEntries(Object.entries(edit).filter(([name]) => !unchanged.has(name))) as T
  const paths = Object.entries(originals)
    .filter(([name]) => !unchanged.has(name))
    .map(([name, original]) => [`originals.${name}`, original as string | null])
  return { texts, originals: Object.fromEntries(paths) as Record<string, string | null> }
}

/** Jobs with their original texts, for those who may read them: the client, the hired craftsman, staff in a dispute. */
export async function withOriginals(
  jobs: readonly JobWithPeople[],
  viewer: Principal,
): Promise<JobWithPeople[]> {
  const sealed = jobs.map((job) => (mayReadOriginals(job, viewer) ? sealedTextsOf(job) : []))
  const opened = await openTexts(sealed.flat())
  let next = 0
  return jobs.map((job, i) => {
    const texts = (sealed[i] ?? []).map(({ name }) => [name, opened[next++]] as const)
    return texts.length === 0 ? job : { ...job, ...(Object.fromEntries(texts) as Pick<JobRecord, 'title'>) }
  })
}

export const withOriginal = async (job: JobWithPeople, viewer: Principal): Promise<JobWithPeople> =>
  (await withOriginals([job], viewer))[0] ?? job

function mayReadOriginals({ client, craftsman, status }: JobWithPeople, viewer: Principal): boolean {
  const actor = actorIn({ client: client._id, craftsman: craftsman?._id ?? null }, viewer)
  if (actor === 'staff') return status === 'Disputed'
  return actor === 'client' || (actor === 'craftsman' && !isOpen(status))
}

type NamedText = SealedText & { readonly name: (typeof TEXTS)[number] }

const sealedTextsOf = (job: JobWithPeople): NamedText[] =>
  TEXTS.flatMap((name) => {
    const original = job.originals?.[name]
    const location = locationOf(idOf(job._id), idOf(job.client._id), name)
    return original ? [{ ...location, name, text: job[name], original }] : []
  })
