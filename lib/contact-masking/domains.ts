/** Top-level domains that end a domain by themselves, wherever they stand. */
export const DOMAINS = /* @__PURE__ */ new Set(
  /* @__PURE__ */
  `com net org info biz eg dev app shop store online site xyz link website tech studio agency design company services
   group email page space cloud digital media top club pro solutions build house homes expert repair plumbing
   tools mobi ltd ws bz contractors construction systems academy gallery photography
   de fr uk ae sa ru tr nl es ca eu ch se dk pl pt gr jo kw qa om bh lb ly sy iq sd ma dz tn cn jp kr br mx au nz za ng ke
   ee lt lv lu li ie fi cz hu ro bg ua il ir pk cc tv gl fm io co ai mt cy rs hr si sk ge az kz uz sg th vn ph hk tw lk np gh ug tz et cl pe uy ve mu كوم مصر`.split(
    /\s+/,
  ),
)
/** Those that are words as well. They end a domain with a path behind it, or where its dot is spelled. */
export const WORDLIKE_DOMAINS = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'me in it is to no so at us be am as my do by live work life today world one care'.split(
    ' ',
  ),
)
const DOMAIN_WORDS: Readonly<Record<string, string>> = { نت: 'net', اورج: 'org', مي: 'me' }

export const isDomainEnd = (label: string): boolean => DOMAINS.has(label) || label in DOMAIN_WORDS

/** Words before "dot com" or behind "at" that name no domain. */
export const NO_LABEL =
  /^(?:the|a|an|this|that|these|my|your|our|his|her|every|each|one|all|any|home|work|least|first|last|night|noon)$/
