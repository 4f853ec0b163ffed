/**
 * Words and phrases that do not belong in the project's English, each with what to write instead.
 * `except` leaves out paths, such as those with Okta's own texts, which stay as Okta publishes them.
 */
export const terms = [
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\bwho(so)?ever\b/i, 'the person who, anyone who, users who'],
  [/\b(some|any|every)body\b/i, 'someone, anyone, everyone', { except: /^test\/sandbox\// }],
  [/\bpatience\b/i, 'timeout'],
  [/\btime-outs?\b/i, 'timeout'],
  [/\bforese(e|es|en)\b|\bforesaw\b/i, 'expect, expected'],
  [/\bas new\b(?! )/i, 'reset, empty'],
  [/(?<!-)\banew\b/i, 'again, re-…'],
  [/\bonce more\b/i, 'again'],
  [/\bhalf way\b/i, 'halfway, partly'],
  [/\bmeanwhile\b/i, 'in the meantime'],
  [/\bby itself\b/i, 'automatically, alone'],
  [/\bof (one['’]s|yours|theirs)\b/i, 'your own, their own'],
  [/\b(can(not)?|may|is|was|are|be) worn\b|\bwears?\b/i, 'use, used, valid'],
  [/\bstands? in\b/i, 'is in'],
  [/\bheld against\b/i, 'compared with'],
  [/\bhas it not\b/i, 'does not have it'],
  [/\bblanked\b/i, 'redacted'],
  [/\b(un)?enrol(s|ments?)?\b/i, 'enroll, enrollment, as Okta does'],
  [/\be-mail/i, 'email', { except: /^(sandbox|test)\// }],
  [/\blog(s|ged|ging)? in(to)?\b/i, 'sign in', { except: /^(sandbox|test|stacks)\// }],
];
