import { logActivity } from '#lib/activity/log-activity.ts'
import { readManagedUser } from '#lib/administration/managed-user.ts'
import { noteField, readNotes } from '#lib/administration/read-notes.ts'
import { encryptField } from '#lib/encryption/encrypt-field.ts'
import { UserNote } from '#lib/model/user-note.model.ts'
import { clock } from '#lib/platform/clock.ts'
import { newId, type UserId } from '#lib/platform/ids.ts'
import { inTransaction } from '#lib/platform/mongo.ts'
import type { Principal } from '#lib/process/job-with-contract.ts'

/**
 * Note something about a person, for staff alone.
 * 1. the account exists (USER_NOT_FOUND)
 * 2. the text is encrypted with the person's data key, so that it goes with it
 * 3. one transaction: the note, the activity log
 */
export async function addNote(userId: UserId, { text }: { readonly text: string }, staff: Principal) {
  await readManagedUser(userId)
  const noteId = newId<'UserNote'>()
  const ciphertext = await encryptField({ owner: userId, field: noteField(noteId) }, text)
  await inTransaction(async (tx) => {
    await readManagedUser(userId, tx)
    const note = { _id: noteId, user: userId, by: staff.id, ciphertext, createdAt: clock() }
    await UserNote.create([note], { session: tx })
    await logActivity(tx, {
      actor: staff.id,
      action: 'user.note',
      target: { kind: 'User', id: userId },
      details: { noteId },
    })
  })
  const note = (await readNotes(userId)).find(({ id }) => id === noteId)
  if (!note) throw new Error('a note was not stored')
  return note
}
