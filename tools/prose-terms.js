/**
 * Words and phrases that do not belong in the project's English, each with what to write instead.
 * `only` and `except` limit a term to some paths: Okta's own texts stay as Okta publishes them.
 */
export const terms = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bwho(so)?ever\b/i, 'the person who, anyone who'],
  [/\bpatience\b/i, 'timeout'],
  [/\bforese(e|es|en)\b/i, 'expect, expected'],
  [/\bas new\b(?! )/i, 'reset, empty'],
  [/\bonce more\b/i, 'again'],
  [/\bby itself\b/i, 'automatically, alone'],
  [/\bof one['’]s own\b/i, 'your own, its own'],
  [/\blog(s|ged|ging)? in(to)?\b/i, 'sign in', { except: /^(sandbox|test|stacks)\// }],
];
