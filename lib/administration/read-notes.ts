import { type PersonRecord, toPersonView, withPerson } from '#lib/embedded/person.ts'
import { decryptFields } from '#lib/encryption/encrypt-field.ts'
import { UserNote, type UserNoteRecord } from '#lib/model/user-note.model.ts'
import { idOf, type UserId } from '#lib/platform/ids.ts'
import { objectId } from '#lib/platform/mongo.ts'

const MAX_NOTES = 100

type NoteWithWriter = Omit<UserNoteRecord, 'by'> & { by: PersonRecord }

/** The encrypted field of a note. */
export const noteField = (noteId: string): string => `note:${noteId}`

/** The newest notes of staff about a person, with who wrote them. */
export async function readNotes(userId: UserId) {
  const notes = await UserNote.aggregate<NoteWithWriter>([
    { $match: { user: objectId(userId) } },
    { $sort: { createdAt: -1, _id: -1 } },
    { $limit: MAX_NOTES },
    ...withPerson('by'),
  ])
  if (notes.length === 0) return []
  const fields = notes.map(({ _id, ciphertext }) => ({ field: noteField(idOf(_id)), ciphertext }))
  const texts = await decryptFields(userId, fields)
  return notes.map((note, i) => toNoteView(note, texts[i] ?? ''))
}

const toNoteView = ({ _id, by, createdAt }: NoteWithWriter, text: string) => ({
  id: idOf<'UserNote'>(_id),
  text,
  by: toPersonView(by),
  createdAt: createdAt.toISOString(),
})
