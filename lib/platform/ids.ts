import { Types } from 'mongoose'

declare const of: unique symbol

/** A resource id as the API shows it: 24 hex characters, and whose id it is, so that no two are mixed up. */
export type Id<Of extends string> = string & { readonly [of]: Of }

export type UserId = Id<'User'>
export type JobId = Id<'Job'>
export type QuoteId = Id<'Quote'>
export type InvitationId = Id<'Invitation'>
export type ContractId = Id<'Contract'>
export type ServiceId = Id<'Service'>
export type SessionId = Id<'Session'>

/** Reads the id of a stored document. */
export const idOf = <Of extends string>(objectId: Types.ObjectId): Id<Of> => objectId.toHexString() as Id<Of>

/** The stored form of an id: aggregations do not cast, so they are given this. */
export const objectId = (id: Id<string>): Types.ObjectId => new Types.ObjectId(id)

/** A new id, made before the document is stored, so that events and links can carry it. */
export const newId = <Of extends string>(): Id<Of> => idOf<Of>(new Types.ObjectId())
