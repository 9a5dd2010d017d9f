import ts from 'typescript'
import { bare, calledName, mongoRole, nameOf } from '#infra/checks/mutants/mongo-role.ts'

/** One way in which a piece of code may be wrong. */
export interface Mutation {
  readonly node: ts.Node
  /** Where the replaced text begins, if not where the node does. */
  readonly from?: number
  /** For the reader: `<= became <`. */
  readonly change: string
  /** How the mutated code stands beside the original; see SHAPES of switches.ts. */
  readonly shape: 'expression' | 'property' | 'element' | 'name' | 'statement'
  /** The code while the mutant is active; nothing where something is removed. */
  readonly mutated: string
}

const K = ts.SyntaxKind

const OPERATORS: Readonly<Partial<Record<ts.SyntaxKind, readonly [kind: Kind, becomes: string]>>> = {
  [K.LessThanToken]: ['borders', '<='],
  [K.LessThanEqualsToken]: ['borders', '<'],
  [K.GreaterThanToken]: ['borders', '>='],
  [K.GreaterThanEqualsToken]: ['borders', '>'],
  [K.EqualsEqualsEqualsToken]: ['equality', '!=='],
  [K.ExclamationEqualsEqualsToken]: ['equality', '==='],
  [K.EqualsEqualsToken]: ['equality', '!='],
  [K.ExclamationEqualsToken]: ['equality', '=='],
  [K.AmpersandAmpersandToken]: ['and, or', '||'],
  [K.BarBarToken]: ['and, or', '&&'],
  [K.PlusToken]: ['arithmetic', '-'],
  [K.MinusToken]: ['arithmetic', '+'],
  [K.AsteriskToken]: ['arithmetic', '/'],
  [K.SlashToken]: ['arithmetic', '*'],
  [K.PlusEqualsToken]: ['arithmetic', '-='],
  [K.MinusEqualsToken]: ['arithmetic', '+='],
}

/** Names that are swapped for each other. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
])

/** Properties that change nothing but what is on record, or read. */
const MISSED_BY_NOBODY: ReadonlySet<string> = new Set(['updatedAt', 'projection'])

/** What is said to people in a log or in the docs is no behaviour. */
const SAYING = /^(describe|meta|openapi|debug|info|warn|error|Error|RangeError)$/

/** Longer lists are tables of data. */
const LONGEST_LIST = 8

export type Kind = (typeof KINDS)[number]
export const KINDS = [
  'borders',
  'equality',
  'and, or',
  'arithmetic',
  'condition',
  'number',
  'boolean',
  'string of a filter',
  'property of a filter or update',
  'unique index',
  'element of a list',
  'call',
  'opposite method',
] as const

/** Every mutation of this kind that this very node offers; of what is inside it, its own nodes tell. */
export const FINDERS: Readonly<Record<Kind, (node: ts.Node) => readonly Mutation[]>> = {
  borders: (node) => otherOperator(node, 'borders'),
  equality: (node) => [...otherOperator(node, 'equality'), ...withoutSign(node, K.ExclamationToken)],
  'and, or': (node) => otherOperator(node, 'and, or'),
  arithmetic: (node) => [...otherOperator(node, 'arithmetic'), ...withoutSign(node, K.MinusToken)],
  condition: forcedBranch,
  number: (node) =>
    ts.isNumericLiteral(node) && !isName(node) && !isOrder(node)
      ? [becomes(node, String(Number(node.text) + 1), node.parent)]
      : [],
  boolean: (node) =>
    isTold(node) ? [becomes(node, node.kind === K.TrueKeyword ? 'false' : 'true', node.parent)] : [],
  'string of a filter': (node) =>
    ts.isStringLiteral(node) && node.text !== '' && !isName(node) && isInQuery(node)
      ? [becomes(node, "''", ts.isAsExpression(node.parent) ? node.parent.parent : node.parent)]
      : [],
  'property of a filter or update': (node) =>
    isProperty(node) && isInQuery(node) && !MISSED_BY_NOBODY.has(nameOf(node))
      ? [removed(node, 'property')]
      : [],
  'unique index': (node) =>
    ts.isPropertyAssignment(node) && nameOf(node) === 'unique' ? [removed(node, 'property')] : [],
  'element of a list': (node) => (isListed(node) ? [removed(node, 'element')] : []),
  call: (node) => (isDoing(node) ? [removed(node, 'statement')] : []),
  'opposite method': oppositeMethod,
}

/** `within`: the code that tells the reader which of many it is, where the mutated piece alone does not. */
function becomes(node: ts.Node, mutated: string, within?: ts.Node): Mutation {
  const shape = ts.isExpressionStatement(node.parent) ? 'statement' : 'expression'
  const place = shape === 'statement' ? node.parent : node
  const change = `${shown(node)} became ${shown(mutated)}${within ? ` in ${shown(within)}` : ''}`
  return { node: place, change, shape, mutated }
}

function removed(node: ts.Node, shape: Mutation['shape']): Mutation {
  const from = shape === 'statement' ? '' : ` from ${shown(node.parent)}`
  return { node, change: `${shown(node)} is gone${from}`, shape, mutated: '' }
}

function shown(code: ts.Node | string): string {
  const line = (typeof code === 'string' ? code : code.getText()).replaceAll(/\s+/g, ' ')
  return line.length > 70 ? `${line.slice(0, 69)}…` : line
}

function otherOperator(node: ts.Node, kind: Kind): readonly Mutation[] {
  if (!ts.isBinaryExpression(node)) return []
  const { left, right, operatorToken } = node
  const [kindOf, other] = OPERATORS[operatorToken.kind] ?? []
  if (!other || kindOf !== kind || (kind === 'arithmetic' && (isText(left) || isText(right)))) return []
  // what was `a && b || c` has to stay one condition: its parts are put into parentheses
  const part = (side: ts.Expression) => (kind === 'and, or' ? `(${side.getText()})` : side.getText())
  const mutation = becomes(node, `${part(left)} ${other} ${part(right)}`)
  return [{ ...mutation, change: `${operatorToken.getText()} became ${other} in ${shown(node)}` }]
}

const isText = (node: ts.Expression): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) && isText(node.right))

const withoutSign = (node: ts.Node, sign: ts.PrefixUnaryOperator): readonly Mutation[] =>
  ts.isPrefixUnaryExpression(node) && node.operator === sign && !ts.isNumericLiteral(node.operand)
    ? [becomes(node, node.operand.getText())]
    : []

/** A loop is only forced to end at once: one that never does tells nothing. */
function forcedBranch(node: ts.Node): readonly Mutation[] {
  const parent = node.parent
  if (ts.isWhileStatement(parent) && parent.expression === node) return [becomes(node, 'false')]
  const decides =
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  return decides ? [becomes(node, 'true'), becomes(node, 'false')] : []
}

function oppositeMethod(node: ts.Node): readonly Mutation[] {
  if (!ts.isPropertyAccessExpression(node) || !ts.isCallExpression(node.parent)) return []
  const { name, expression, questionDotToken } = node
  const other = OPPOSITES.get(name.text)
  const isOfMath = ts.isIdentifier(expression) && expression.text === 'Math'
  if (!other || isOfMath !== /^m(in|ax)$/.test(name.text)) return []
  const from = questionDotToken ? questionDotToken.end : expression.end
  const change = `${name.text} became ${other} in ${shown(node.parent)}`
  return [{ node: name, from, change, shape: 'name', mutated: other }]
}

/** What a function answers, and the values in filters and updates. */
const isTold = (node: ts.Node): boolean =>
  (node.kind === K.TrueKeyword || node.kind === K.FalseKeyword) &&
  (ts.isReturnStatement(node.parent) || ts.isArrowFunction(node.parent) || isInQuery(node))

const isProperty = (node: ts.Node): node is ts.PropertyAssignment | ts.ShorthandPropertyAssignment =>
  ts.isPropertyAssignment(node) || ts.isShorthandPropertyAssignment(node)

/** Whether a literal or a property belongs to a filter, an update or the options of a query. */
function isInQuery(node: ts.Node): boolean {
  for (let outer = node.parent; outer && !ts.isStatement(outer); outer = outer.parent) {
    if (ts.isCallExpression(outer) && calledName(outer) !== 'trusted') return false
    if (ts.isObjectLiteralExpression(outer)) return (mongoRole(outer) ?? 'other') !== 'other'
  }
  return false
}

/** 1 and -1 of a projection, an order, an index or an $unset, where another number means the same. */
function isOrder(node: ts.NumericLiteral): boolean {
  const object = ts.findAncestor(node, ts.isObjectLiteralExpression)
  if (!object || !/^[01]$/.test(node.text)) return false
  const isUnset = ts.isPropertyAssignment(object.parent) && nameOf(object.parent) === '$unset'
  return isUnset || mongoRole(object) === 'other'
}

const isName = (node: ts.Node): boolean => ts.isPropertyAssignment(node.parent) && node.parent.name === node

/** A string of a short list of strings: who may, from where, under which condition. */
function isListed(node: ts.Node): boolean {
  const { parent } = node
  if (!ts.isArrayLiteralExpression(parent) || parent.elements.length > LONGEST_LIST) return false
  if (ts.isPropertyAssignment(parent.parent) && nameOf(parent.parent) === 'bsonType') return false
  return parent.elements.every((element) => ts.isStringLiteral(bare(element)))
}

/** A statement that is nothing but a call, like `await postJournal(...)`. An index may go but for its `unique`. */
function isDoing(node: ts.Node): node is ts.ExpressionStatement {
  if (!ts.isExpressionStatement(node)) return false
  const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression
  if (!ts.isCallExpression(call) || call.expression.kind === K.SuperKeyword) return false
  return calledName(call) !== 'index' && !isSaying(call)
}

/** A call to the log, a new Error, a description for the docs: with all that is inside it no behaviour. */
export const isSaying = (node: ts.Node): boolean =>
  (ts.isCallExpression(node) && SAYING.test(calledName(node))) ||
  (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && SAYING.test(node.expression.text))
