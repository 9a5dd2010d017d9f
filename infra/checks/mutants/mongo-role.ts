import ts from 'typescript'

/** What an object literal is for MongoDB; `other`: a projection, an order, a pipeline's shape. */
export type MongoRole = 'filter' | 'update' | 'options' | 'other'

/** The roles of the arguments of Mongoose's calls; Array.find is among them by name, and is given no object. */
const ARGUMENTS: Readonly<Record<string, readonly MongoRole[]>> = {
  find: ['filter', 'other', 'options'],
  findOne: ['filter', 'other', 'options'],
  exists: ['filter'],
  countDocuments: ['filter', 'options'],
  findById: ['other', 'other', 'options'],
  findByIdAndUpdate: ['other', 'update', 'options'],
  findOneAndUpdate: ['filter', 'update', 'options'],
  findOneAndDelete: ['filter', 'options'],
  updateOne: ['filter', 'update', 'options'],
  updateMany: ['filter', 'update', 'options'],
  deleteOne: ['filter', 'options'],
  deleteMany: ['filter', 'options'],
  create: ['other', 'options'],
  aggregate: ['other'],
  sort: ['other'],
  index: ['other', 'other'],
  select: ['other'],
}

const STAGES: Readonly<Record<string, MongoRole>> = {
  $match: 'filter',
  $and: 'filter',
  $or: 'filter',
  $nor: 'filter',
  $set: 'update',
  $inc: 'update',
  $unset: 'update',
  $push: 'update',
  $pull: 'update',
  $setOnInsert: 'update',
  $project: 'other',
  projection: 'other',
  $group: 'other',
  $sort: 'other',
  $lookup: 'other',
}

/**
 * Reads off the code around an object literal what it is for MongoDB: the nearest `$match`, `$set`, ... that it stands
 * in, else the argument of a call to Mongoose. A filter that a function of its own puts together is known by its
 * `status` or by a `trusted(...)` in it.
 */
export function mongoRole(object: ts.ObjectLiteralExpression): MongoRole | null {
  let inner: ts.Node = object
  for (let outer = object.parent; ; inner = outer, outer = outer.parent) {
    if (ts.isPropertyAssignment(outer)) {
      const role = STAGES[nameOf(outer)]
      if (role) return role
    } else if (ts.isCallExpression(outer)) {
      const role = ARGUMENTS[calledName(outer)]?.[outer.arguments.findIndex((argument) => argument === inner)]
      if (role) return role
      if (calledName(outer) !== 'trusted') break
    } else if (!isWrapping(outer)) break
  }
  return looksLikeFilter(object) ? 'filter' : null
}

const isWrapping = (node: ts.Node): boolean =>
  ts.isObjectLiteralExpression(node) ||
  ts.isArrayLiteralExpression(node) ||
  ts.isParenthesizedExpression(node) ||
  ts.isConditionalExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSpreadAssignment(node) ||
  ts.isSpreadElement(node) ||
  ts.isBinaryExpression(node)

const looksLikeFilter = (object: ts.ObjectLiteralExpression): boolean =>
  object.properties.some(
    (property) =>
      ts.isPropertyAssignment(property) &&
      ((nameOf(property) === 'status' && ts.isStringLiteral(bare(property.initializer))) ||
        (ts.isCallExpression(property.initializer) && calledName(property.initializer) === 'trusted')),
  )

/** Without `as const` and parentheses. */
export const bare = (node: ts.Expression): ts.Expression =>
  ts.isAsExpression(node) || ts.isParenthesizedExpression(node) || ts.isSatisfiesExpression(node)
    ? bare(node.expression)
    : node

/** `updateOne` of `Payout.updateOne(...)`, `fail` of `fail(...)`. */
export function calledName({ expression }: ts.CallExpression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  return ts.isIdentifier(expression) ? expression.text : ''
}

export function nameOf({ name }: ts.ObjectLiteralElementLike): string {
  if (!name || ts.isComputedPropertyName(name)) return ''
  return name.text
}
