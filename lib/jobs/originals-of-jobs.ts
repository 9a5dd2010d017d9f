import { openTexts, type SealedText } from '#lib/contact-masking/open-texts.ts'
import type { JobWithPeople } from '#lib/jobs/job.view.ts'
import { JOB_TEXTS, type JobText, jobTextLocation } from '#lib/jobs/job-texts.ts'
import type { JobRecord } from '#lib/model/job.model.ts'
import { isOpen } from '#lib/model/job-status.ts'
import { idOf } from '#lib/platform/ids.ts'
import { actorIn, type Principal } from '#lib/process/job-with-contract.ts'

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

type NamedText = SealedText & { readonly name: JobText }

const sealedTextsOf = (job: JobWithPeople): NamedText[] =>
  JOB_TEXTS.flatMap((name) => {
    const original = job.originals?.[name]
    const location = jobTextLocation(idOf(job._id), idOf(job.client._id), name)
    return original ? [{ ...location, name, text: job[name], original }] : []
  })
