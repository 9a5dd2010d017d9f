import type { AnchorStore } from '#lib/gateways/anchors/anchors.ts'

/** What is noted one after the other: each note is named after its number, so that whoever reads one knows the next. */
const nameOf = (kind: string, number: number): string => `${kind}-${String(number).padStart(12, '0')}.json`

/** Adds a note behind those that are there, from a number on that may be taken already. Returns its number. */
export async function addNote(store: AnchorStore, kind: string, text: string, from = 1): Promise<number> {
  let number = from
  while (!(await store.store(nameOf(kind, number), text))) number += 1
  return number
}

/** All notes of a kind, in their order. */
export async function* readNotes(store: AnchorStore, kind: string): AsyncGenerator<string> {
  for (let number = 1; ; number += 1) {
    const text = await store.read(nameOf(kind, number))
    if (text === null) return
    yield text
  }
}
