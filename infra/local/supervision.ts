/** What the server tells the supervisor, and the other way round. Connections come beside `connection`. */
export type FromServer =
  { readonly type: 'ready'; readonly handlers: number } | { readonly type: 'failed'; readonly fault: string }

export type ToServer =
  { readonly type: 'connection' } | { readonly type: 'retire' } | { readonly type: 'stop' }

export const tellSupervisor = (message: FromServer): void => void process.send?.(message)
