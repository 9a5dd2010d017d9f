import type { ClientSession, Types } from 'mongoose'
import { Job } from '#lib/model/job.model.ts'
import { Message } from '#lib/model/message.model.ts'
import type { ReportRecord } from '#lib/model/report.model.ts'
import type { ReportTarget } from '#lib/model/report-targets.ts'
import { Review } from '#lib/model/review.model.ts'
import { User } from '#lib/model/user.model.ts'
import { trusted } from '#lib/platform/mongo.ts'

/** What was reported, as it is now. */
export interface ReportedContent {
  readonly title: string | null
  readonly text: string | null
  readonly images: readonly string[]
  readonly rating: number | null
}

type Contents = ReadonlyMap<string, ReportedContent>
type Reader = (ids: readonly Types.ObjectId[], tx: ClientSession | null) => Promise<Contents>

const NOTHING: ReportedContent = { title: null, text: null, images: [], rating: null }
const oneOf = (ids: readonly Types.ObjectId[]) => ({ _id: trusted({ $in: [...ids] }) })

function keyed<T extends { _id: Types.ObjectId }>(
  records: readonly T[],
  contentOf: (record: T) => Partial<ReportedContent>,
): Contents {
  return new Map(records.map((each) => [each._id.toHexString(), { ...NOTHING, ...contentOf(each) }]))
}

const READERS: Readonly<Record<ReportTarget, Reader>> = {
  user: async (ids, tx) =>
    keyed(
      await User.find(oneOf(ids), { profilePicture: 1, craftsmanInfo: 1 }).session(tx).lean(),
      ({ profilePicture, craftsmanInfo }) => ({
        text: craftsmanInfo?.bio ?? null,
        images: [...(profilePicture ? [profilePicture] : []), ...(craftsmanInfo?.portfolioImageUrls ?? [])],
      }),
    ),
  job: async (ids, tx) =>
    keyed(
      await Job.find(oneOf(ids), { title: 1, description: 1, photos: 1 }).session(tx).lean(),
      ({ title, description, photos }) => ({ title, text: description, images: photos }),
    ),
  message: async (ids, tx) =>
    keyed(
      await Message.find(oneOf(ids), { text: 1, images: 1 }).session(tx).lean(),
      ({ text = null, images }) => ({ text, images }),
    ),
  // a review can be reported once it is revealed, so none that staff may not read is here
  review: async (ids, tx) =>
    keyed(
      await Review.find(oneOf(ids), { comment: 1, rating: 1 }).session(tx).lean(),
      ({ comment = null, rating }) => ({ text: comment, rating }),
    ),
}

/** Reports with what they are about, by one query for each kind of target among them. */
export async function withContent<T extends Pick<ReportRecord, 'targetType' | 'target'>>(
  reports: readonly T[],
  tx: ClientSession | null,
): Promise<(T & { content: ReportedContent | null })[]> {
  const kinds = [...new Set(reports.map(({ targetType }) => targetType))]
  const contents = new Map<ReportTarget, Contents>()
  for (const kind of kinds) {
    const ids = reports.filter(({ targetType }) => targetType === kind).map(({ target }) => target)
    contents.set(kind, await READERS[kind](ids, tx)) // one after the other: a transaction takes no more
  }
  return reports.map((report) => ({
    ...report,
    content: contents.get(report.targetType)?.get(report.target.toHexString()) ?? null,
  }))
}
