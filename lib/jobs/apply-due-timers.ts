/** Filled in with the process table. */
export async function applyDueTimers() {
  return { applied: 0 }
}
