/**
 * Hostile input. Each value is JSON text as it is sent, so that it can be what a JavaScript object cannot: a
 * `__proto__` key, half a character, a number that does not fit a double.
 */
export const HOSTILE_VALUES: readonly string[] = [
  // query operators of the database
  '{"$gt":""}',
  '{"$ne":null}',
  '{"$where":"while(true){}"}',
  '{"$regex":".*"}',
  '[{"$gt":""}]',
  '{"$expr":{"$eq":[1,1]}}',
  '"$where"',
  // the wrong type
  'null',
  'true',
  '[]',
  '{}',
  '""',
  '"   "',
  '{"toString":1,"length":-1}',
  // extreme numbers
  '-1',
  '0',
  '0.1',
  '1e308',
  '9007199254740993',
  '-1e999',
  // characters
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u202egnp.exe"',
  '"line\\r\\nBcc: everybody@example.com"',
  '"\\u001b[2Jlog"',
  // dates
  '"9999-12-31T23:59:59.999Z"',
  '"+275760-09-13T00:00:00.000Z"',
  '"0000-00-00T00:00:00Z"',
  // prototypes
  '"__proto__"',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  // what other software would execute
  '"../../../../etc/passwd"',
  '"<script>alert(1)</script>"',
  '"=1+1"',
  '"http://169.254.169.254/latest/meta-data/"',
]

/** Values that are too large to be sent in every field of every route. */
export const LARGE_VALUES: readonly string[] = [
  `"${'x'.repeat(200_000)}"`,
  `[${'0,'.repeat(100_000)}0]`,
  `${'['.repeat(500)}${']'.repeat(500)}`,
  `${'{"a":'.repeat(500)}1${'}'.repeat(500)}`,
  `"${'ا'.repeat(60_000)}"`,
]

/** Whole bodies that no route accepts. */
export const HOSTILE_BODIES: readonly string[] = [
  'null',
  '[]',
  '1',
  '"text"',
  '{"__proto__":{"role":"Admin"}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"$where":"1"}',
  '\ufeff{}',
  '{"a":1,"a":2}',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  'a=1&b=2',
  `${'['.repeat(100_000)}`,
  `{"a":"${'x'.repeat(300_000)}"}`,
]

/** Headers that no browser sends. API Gateway joins repeated headers with a comma. */
export const HOSTILE_HEADERS: readonly Readonly<Record<string, string>>[] = [
  { 'content-type': 'application/json,application/json' },
  { 'content-type': 'application/json; charset=utf-16' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'multipart/form-data' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'content-type': '\u0000' },
  { 'accept-language': `${'ar-EG;q=0.5,'.repeat(2_000)}en` },
  { 'accept-language': 'x;q=NaN, *;q=-1, ;;;' },
  { 'content-length': '-1' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': '127.0.0.1, 10.0.0.1' },
  { cookie: 'session=1; session=2' },
]

/** Values of query parameters, as strings. */
export const HOSTILE_QUERIES: readonly string[] = [
  '',
  '-1',
  '0',
  '1e9',
  '1000000000',
  '99999999999999999999',
  'NaN',
  'Infinity',
  '0x10',
  '1,2',
  '1,2,3',
  'NaN,NaN',
  '181,91',
  '\u0000',
  '\ud800',
  '{"$gt":""}',
  '[object Object]',
  '__proto__',
  '(a+)+$',
  '\\',
  '.*'.repeat(500),
  'x'.repeat(8_000),
  '9999-12-31T23:59:59.999Z',
  '$where',
]
